// The dialog with the QR code: counts down, shows the next code, and sees when the number is back. All else works without it.
(() => {
  'use strict';

  const SHOWN = 15; // seconds, as long as a code is shown
  const LOOK_EVERY = 2_000;
  const LOOK_FOR = 10 * 60_000; // whoever has not come by then opens it anew
  const AGAIN_AFTER = 5_000;

  const begun = performance.now();
  let until = 0; // the next one is due
  let looked = begun;
  let busy = false;

  const dialog = () => document.getElementById('dialog');

  function begin() {
    const box = dialog();
    until = performance.now() + Number(box.dataset.seconds || 0) * 1_000;
    for (const each of box.querySelectorAll('[data-count]')) each.hidden = false;
    count();
  }

  function count() {
    const left = Math.max(0, Math.ceil((until - performance.now()) / 1_000));
    for (const each of dialog().querySelectorAll('[data-left]')) each.textContent = left;
    for (const each of dialog().querySelectorAll('.left')) each.style.strokeDashoffset = 100 - 100 * Math.min(1, left / SHOWN);
  }

  // What is shown changes in place, and the focus stays where it was as far as there is such a place.
  function put(next, title) {
    const box = dialog();
    const focused = box.contains(document.activeElement) ? document.activeElement.id : null;
    box.replaceWith(document.adoptNode(next));
    document.title = title;
    if (focused !== null) (document.getElementById(focused) || next.querySelector('[tabindex]')).focus();
    const said = document.getElementById('said');
    const say = next.querySelector('[data-say]');
    if (say && said.textContent !== say.textContent) said.textContent = say.textContent;
    if (window.htmx) htmx.process(next);
    begin();
  }

  async function ask(path) {
    busy = true;
    try {
      const answer = await fetch(path);
      if (new URL(answer.url).pathname === '/sign-in') {
        location.reload();
      } else if (answer.status !== 204) {
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const next = page.getElementById('dialog');
        if (!next) throw new Error(answer.status);
        put(next, page.title);
      }
      lost(false);
    } catch {
      // A code that nobody renews any more is none.
      lost(true);
      until = Math.max(until, performance.now() + AGAIN_AFTER);
    } finally {
      busy = false;
    }
  }

  function lost(is) {
    for (const each of dialog().querySelectorAll('[data-lost]')) each.hidden = !is;
  }

  function tick() {
    const { next, state } = dialog().dataset;
    const now = performance.now();
    if (next) count();
    if (busy || document.hidden || !state) return;
    if (next && now >= until) {
      looked = now;
      ask(next);
    } else if (now - looked >= LOOK_EVERY && now - begun < LOOK_FOR) {
      looked = now;
      ask(state);
    }
  }

  begin();
  setInterval(tick, 500);
})();
