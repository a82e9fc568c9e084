// What the pages do by themselves: they say whether what they show is alive, and show what is new. All else works without it.
(() => {
  'use strict';

  const QUIET_AFTER = 10_000; // milliseconds without a word
  const BEAT = 5_000; // so often the server says one
  const LOST_AFTER = 25_000;
  const TRY_EVERY = 3_000; // and up to as long again, so that not all of those who look come back at once
  const PATIENCE = 5_000; // so long whoever comes back to the page is not told that it has to catch up
  const REFRESH_PAUSE = 1_000;
  const ANSWER_AT_MOST = 10_000; // what was asked over a frozen connection is never answered
  const SPARED_AT_MOST = 10_000;
  const ASLEEP = 5_000; // so far one clock was ahead of the other, which stands still while a computer sleeps
  const REFRESH_EVERY = 30_000; // so that "2 min ago" stays true

  let heard = performance.now();
  let heardAt = new Date();
  let looked = heard;
  let open = false;
  let opened = 0; // how often the stream was
  let lost = false;
  let refreshedAt = performance.now();
  let waiting = false; // until the page has come, and a little longer
  let again = false;
  let asked = 0; // which stream was there when the page was asked for
  let stream;
  let patientUntil = 0;
  let title;
  const spared = new Map(); // since when a part is as it was, because it is in use
  let clocks = Date.now() - performance.now();

  const main = () => document.getElementById('main');

  function show(state) {
    const sign = document.getElementById('live');
    if (!sign) return;
    for (const each of sign.querySelectorAll('[data-when]')) each.hidden = each.dataset.when !== state;
    const seconds = sign.querySelector('[data-seconds]');
    if (seconds) seconds.textContent = `${Math.round((performance.now() - heard) / 1000)} s`;
    const banner = document.getElementById('lost');
    if (banner.hidden !== (state !== 'lost')) {
      banner.hidden = state !== 'lost';
      const since = banner.querySelector('[data-since]');
      since.dateTime = heardAt.toISOString();
      since.textContent = heardAt.toLocaleTimeString(document.documentElement.lang);
    }
    if (!banner.hidden) {
      const left = Math.ceil((nextTry() - performance.now()) / 1000);
      for (const each of banner.querySelectorAll('[data-try]')) each.hidden = (each.dataset.try === 'now') !== (left <= 0);
      banner.querySelector('[data-left]').textContent = `${left} s`;
    }
    // Nothing is green that may not be so any more.
    if (lost) document.body.dataset.live = 'lost';
    else delete document.body.dataset.live;
    entitle(state === 'lost');
  }

  // The title of the tab neither; of a hidden one it is all that is seen.
  function entitle(isLost) {
    const said = isLost ? `${document.querySelector('#live [data-when=lost]').textContent} · ${title}` : title;
    if (document.title !== said) document.title = said;
  }

  // Where the stream lives, and the page could not be read: with the next beat.
  function nextTry() {
    return stream && !open ? stream.next : heard + BEAT;
  }

  function look() {
    const now = performance.now();
    const asleep = Date.now() - now - clocks;
    clocks += asleep;
    if (asleep > ASLEEP) heard -= asleep;
    if (asleep > ASLEEP || now - looked > ASLEEP) patientUntil = now + PATIENCE;
    looked = now;
    const silent = now - heard;
    const isDue = now - refreshedAt > REFRESH_EVERY;
    if (document.hidden) {
      entitle(lost);
      if (isDue) refresh();
    } else if (lost || silent > LOST_AFTER) {
      lost = true;
      show(now < patientUntil ? 'quiet' : 'lost');
      // A connection that died without a word never says so.
      if (stream && now - Math.max(heard, stream.tried) > ANSWER_AT_MOST) stream.connect();
      if (isDue && stream && stream.isRefused) refresh();
    } else {
      show(open && silent <= QUIET_AFTER ? 'live' : 'quiet');
      if (isDue) refresh();
    }
  }

  function hear() {
    heard = performance.now();
    heardAt = new Date();
    // What happened before the stream was there is known when the page has caught up; the colours come back then.
    if (lost || asked !== opened) change();
    else look();
  }

  // One for as long as the page is there, which makes its connections by itself: so it is known when. A page that is hidden has
  // none, for a browser opens six to a host, and a page that somebody looks at needs one; it asks by the clock alone.
  class Stream extends EventTarget {
    readyState = EventSource.CONNECTING; // never closed, so that nobody else makes another one
    isRefused = false;

    constructor(url) {
      super();
      this.url = url;
      this.connect();
    }

    connect() {
      clearTimeout(this.timer);
      this.close();
      if (document.hidden) return;
      this.next = this.tried = performance.now();
      this.source = new EventSource(this.url);
      this.source.onopen = (event) => { this.isRefused = false; this.onopen(event); };
      this.source.onerror = () => this.fail();
      this.source.addEventListener('beat', hear);
      for (const kind of document.body.dataset.kinds.split(' ')) this.source.addEventListener(kind, () => { hear(); change(); });
    }

    fail() {
      const wait = TRY_EVERY * (1 + Math.random());
      this.isRefused = this.source.readyState === EventSource.CLOSED;
      this.close();
      this.next = performance.now() + wait;
      this.timer = setTimeout(() => this.connect(), wait);
      this.onerror(new Event('error'));
    }

    close() {
      open = false;
      if (this.source) this.source.close();
      this.source = null;
    }
  }

  // Asks for the same page again, and puts what is new in its place.
  function refresh() {
    if (waiting) return;
    const page = main();
    if (!page || !page.dataset.fresh) {
      asked = opened;
      if (open) lost = false;
      return;
    }
    waiting = true;
    const ours = setTimeout(() => { waiting = false; }, 2 * ANSWER_AT_MOST);
    asked = opened;
    refreshedAt = performance.now();
    const parts = page.dataset.fresh.split(' ').map((id) => `#${id}`).join(',');
    htmx.ajax('GET', location.pathname + location.search, { source: page, swap: 'none', selectOOB: parts })
      .catch(() => {})
      .finally(() => setTimeout(() => { clearTimeout(ours); waiting = false; if (again) { again = false; refresh(); } }, REFRESH_PAUSE));
  }

  function change() {
    if (waiting) again = true;
    else refresh();
  }

  // What was asked for has come, or has not; only a page of ours that has all of its parts is one.
  function caughtUp(isDone, xhr) {
    const page = isDone || xhr.status === 404 ? new DOMParser().parseFromString(xhr.responseText, 'text/html') : null;
    const isOurs = page && page.querySelector('.brand');
    const isWhole = isDone && isOurs && main().dataset.fresh.split(' ').every((id) => !document.getElementById(id) || page.getElementById(id));
    if (!isWhole) {
      if (isOurs) location.reload(); // it is another page now
      lost = true;
      look();
      return;
    }
    if (title !== page.title) {
      title = page.title;
      document.getElementById('news').textContent = title;
    }
    if (document.hidden) {
      lost = false;
      heardAt = new Date();
    } else if (open && asked === opened) {
      lost = false;
    }
    look();
  }

  // Rows do not jump under the pointer or the focus: they change where they are.
  function isInUse(part) {
    return part.matches(':hover') || part.contains(document.activeElement);
  }

  function hasTheSameRows(part, next) {
    const ids = (of) => [...of.querySelectorAll('tr[id]')].map((row) => row.id).sort().join(' ');
    return ids(part) === ids(next);
  }

  function patch(part, next) {
    for (const row of part.querySelectorAll('tr[id]')) {
      const other = next.querySelector(`#${CSS.escape(row.id)}`);
      [...row.cells].forEach((cell, i) => {
        if (cell.innerHTML !== other.cells[i].innerHTML && !cell.contains(document.activeElement)) {
          cell.innerHTML = other.cells[i].innerHTML;
        }
      });
    }
  }

  document.addEventListener('htmx:oobBeforeSwap', (event) => {
    const { target, fragment } = event.detail;
    const details = fragment.querySelectorAll('details');
    target.querySelectorAll('details').forEach((each, i) => { if (each.open && details[i]) details[i].open = true; });
    if (!isInUse(target)) {
      spared.delete(target.id);
    } else if (target.querySelector('tr[id]') && hasTheSameRows(target, fragment)) {
      patch(target, fragment);
      event.detail.shouldSwap = false;
    } else if (!target.querySelector('tr[id]')) {
      // A button does not go from under the pointer; but not for long, for what is seen must be true.
      if (!spared.has(target.id)) {
        spared.set(target.id, performance.now());
        setTimeout(change, SPARED_AT_MOST);
      }
      event.detail.shouldSwap = performance.now() - spared.get(target.id) >= SPARED_AT_MOST;
      if (event.detail.shouldSwap) spared.delete(target.id);
    }
  });

  document.addEventListener('htmx:beforeRequest', (event) => {
    if (event.detail.elt === main()) setTimeout(() => event.detail.xhr.abort(), ANSWER_AT_MOST);
  });

  document.addEventListener('htmx:afterRequest', (event) => {
    const { xhr, successful, elt } = event.detail;
    if (new URL(xhr.responseURL || location.href, location.href).pathname === '/sign-in') {
      location.reload(); // whoever signs in comes back to this page
      return;
    }
    if (elt === main()) caughtUp(successful && xhr.status === 200, xhr);
    // What somebody did may have changed what is seen.
    if (event.detail.requestConfig?.verb === 'post') change();
  });

  htmx.createEventSource = (url) => {
    stream = new Stream(url);
    return stream;
  };

  document.addEventListener('htmx:sseOpen', () => {
    open = true;
    opened += 1;
    hear();
  });

  document.addEventListener('htmx:sseError', () => {
    lost = true;
    look();
    if (stream.isRefused) seeWhetherSignedIn();
  });

  // Whoever is not any more is led to where they can, and comes back to this page; but nothing is done twice.
  async function seeWhetherSignedIn() {
    const answer = await fetch('/api/events?limit=1').catch(() => null);
    if (!answer || answer.status !== 401) return;
    if (main().dataset.fresh) location.reload();
    else location.assign('/');
  }

  document.addEventListener('visibilitychange', () => {
    if (!stream) return;
    if (document.hidden) {
      stream.close();
    } else {
      lost = true;
      patientUntil = performance.now() + PATIENCE;
      stream.connect();
      look();
    }
  });

  document.addEventListener('DOMContentLoaded', () => {
    title = document.title;
    look();
    setInterval(look, 1_000);
  });
})();
