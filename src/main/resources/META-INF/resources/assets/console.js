// What the pages do by themselves: they say whether what they show is alive, and show what is new. All else works without it.
(() => {
  'use strict';

  const QUIET_AFTER = 10_000; // milliseconds without a word; the server says one every five seconds
  const LOST_AFTER = 25_000;
  const REFRESH_PAUSE = 1_000;
  const ANSWER_AT_MOST = 10_000; // what was asked over a frozen connection is never answered
  const REFRESH_EVERY = 30_000; // so that "2 min ago" stays true

  let heard = performance.now();
  let heardAt = new Date();
  let open = false;
  let opened = 0; // how often the stream was
  let lost = false;
  let refreshedAt = performance.now();
  let waiting = false; // until the page has come, and a little longer
  let again = false;
  let asked = 0; // which stream was there when the page was asked for
  let stream;
  let tried = performance.now(); // when it was made

  const main = () => document.getElementById('main');

  function show(state) {
    const sign = document.getElementById('live');
    if (!sign) return;
    for (const each of sign.querySelectorAll('[data-when]')) each.hidden = each.dataset.when !== state;
    const seconds = sign.querySelector('[data-seconds]');
    if (seconds) seconds.textContent = `${Math.round((performance.now() - heard) / 1000)} s`;
    const banner = document.getElementById('lost');
    if (banner && banner.hidden !== (state !== 'lost')) {
      banner.hidden = state !== 'lost';
      const since = banner.querySelector('[data-since]');
      since.dateTime = heardAt.toISOString();
      since.textContent = heardAt.toLocaleTimeString(document.documentElement.lang);
    }
    if (state === 'lost') document.body.dataset.live = 'lost';
    else delete document.body.dataset.live;
  }

  function look() {
    const silent = performance.now() - heard;
    if (lost || silent > LOST_AFTER) {
      lost = true;
      show('lost');
      if (performance.now() - Math.max(heard, tried) > ANSWER_AT_MOST) dropStream();
    } else {
      show(open && silent <= QUIET_AFTER ? 'live' : 'quiet');
    }
    if (!lost && performance.now() - refreshedAt > REFRESH_EVERY) refresh();
  }

  function hear() {
    heard = performance.now();
    heardAt = new Date();
    // The colours come back when the page has caught up.
    if (lost) change();
    else look();
  }

  // A connection that died without a word never says so: another one is tried, as after an error.
  function dropStream() {
    if (!stream || stream.readyState === EventSource.CLOSED) return;
    stream.close();
    stream.dispatchEvent(new Event('error'));
  }

  // Asks for the same page again, and puts what is new in its place.
  function refresh() {
    if (waiting) return;
    const page = main();
    if (!page || !page.dataset.fresh) {
      lost = false;
      return;
    }
    waiting = true;
    asked = opened;
    refreshedAt = performance.now();
    const parts = page.dataset.fresh.split(' ').map((id) => `#${id}`).join(',');
    htmx.ajax('GET', location.pathname + location.search, { source: page, swap: 'none', selectOOB: parts })
      .catch(() => {})
      .finally(() => setTimeout(() => { waiting = false; if (again) { again = false; refresh(); } }, REFRESH_PAUSE));
  }

  function change() {
    if (waiting) again = true;
    else refresh();
  }

  // Rows do not jump under the pointer or the focus: they change where they are.
  function isInUse(part) {
    return part.matches(':hover') || part.contains(document.activeElement);
  }

  function patch(part, next) {
    for (const row of part.querySelectorAll('tr[id]')) {
      const other = next.querySelector(`#${CSS.escape(row.id)}`);
      if (!other) continue;
      [...row.cells].forEach((cell, i) => {
        if (cell.innerHTML !== other.cells[i].innerHTML && !cell.contains(document.activeElement)) {
          cell.innerHTML = other.cells[i].innerHTML;
        }
      });
    }
  }

  document.addEventListener('htmx:oobBeforeSwap', (event) => {
    const { target, fragment } = event.detail;
    if (target.querySelector('tr[id]') && isInUse(target)) {
      patch(target, fragment);
      event.detail.shouldSwap = false;
    }
  });

  document.addEventListener('htmx:beforeRequest', (event) => {
    if (event.detail.elt === main()) setTimeout(() => event.detail.xhr.abort(), ANSWER_AT_MOST);
  });

  document.addEventListener('htmx:afterRequest', (event) => {
    const { xhr, successful, elt } = event.detail;
    if (new URL(xhr.responseURL || location.href, location.href).pathname === '/sign-in') {
      location.assign('/sign-in');
      return;
    }
    if (elt === main() && successful) {
      const title = /<title>([^<]*)<\/title>/.exec(xhr.responseText);
      if (title) document.title = new DOMParser().parseFromString(title[1], 'text/html').documentElement.textContent;
      if (lost && open && asked === opened) {
        lost = false;
        look();
      }
    }
    // What somebody did may have changed what is seen.
    if (event.detail.requestConfig?.verb === 'post') change();
  });

  htmx.createEventSource = (url) => {
    tried = performance.now();
    stream = new EventSource(url);
    stream.addEventListener('beat', hear);
    for (const kind of (document.body.dataset.kinds || '').split(' ')) {
      stream.addEventListener(kind, () => { hear(); change(); });
    }
    return stream;
  };

  document.addEventListener('htmx:sseOpen', () => {
    open = true;
    opened += 1;
    hear();
  });

  document.addEventListener('htmx:sseError', (event) => {
    open = false;
    lost = true;
    look();
    // It was refused: whoever is not signed in any more is led to where they can.
    if (event.detail.source.readyState === EventSource.CLOSED) refresh();
  });

  document.addEventListener('DOMContentLoaded', () => {
    look();
    setInterval(look, 1_000);
  });
  document.addEventListener('visibilitychange', () => { if (!document.hidden) change(); });
})();
