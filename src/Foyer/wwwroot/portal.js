// The portal's own few lines of script: what must work before, beside and without the circuit.
(() => {
  const keep = (name, value) => { document.cookie = `${name}=${encodeURIComponent(value)};path=/portal;max-age=31536000;samesite=strict`; };
  const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
  keep('foyer-zone', zone());

  const shut = (button, open) => {
    button.setAttribute('aria-expanded', String(open));
    document.body.classList.toggle('nav-open', open);
  };

  document.addEventListener('click', event => {
    const toggle = event.target.closest('[data-toggle]');
    if (toggle?.dataset.toggle === 'nav') {
      shut(toggle, toggle.getAttribute('aria-expanded') !== 'true');
    } else if (toggle?.dataset.toggle === 'theme') {
      const look = document.body.dataset.look;
      const dark = look === 'dark' || (look !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
      document.body.dataset.look = dark ? 'light' : 'dark';
      keep('foyer-theme', document.body.dataset.look);
      window.Blazor?.theme?.setThemeMode?.(document.body.dataset.look);
    } else if (event.target.closest('#nav a')) {
      shut(document.getElementById('nav-button'), false);
    }
    const menu = document.getElementById('person-menu');
    if (menu?.open && !menu.contains(event.target)) menu.open = false;
  });

  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    const menu = document.getElementById('person-menu');
    if (menu?.open) { menu.open = false; menu.querySelector('summary').focus(); }
    const button = document.getElementById('nav-button');
    if (button?.getAttribute('aria-expanded') === 'true') { shut(button, false); button.focus(); }
  });

  // The connection is away: nothing on the page would answer, so say that, and go on where it was as soon as the server is back.
  const away = document.getElementById('components-reconnect-modal');
  const reconnect = async () => {
    try {
      if (!await window.Blazor.reconnect()) location.reload(); // the server is there and knows this page no more: its address says all
    } catch {
      away.classList.add('components-reconnect-failed');
    }
  };
  const whenSeen = () => { if (document.visibilityState === 'visible' && away.open) reconnect(); };
  away?.addEventListener('components-reconnect-state-changed', event => {
    const state = event.detail.state;
    if (state === 'rejected' || state === 'resume-failed') location.reload();
    else if (state === 'hide') away.close();
    else if (!away.open) away.showModal();
  });
  away?.addEventListener('cancel', event => event.preventDefault());
  document.getElementById('reconnect')?.addEventListener('click', reconnect);
  document.addEventListener('visibilitychange', whenSeen);
  window.addEventListener('online', whenSeen);

  // A button may vanish by what it did (a revoked invitation cannot be revoked) or be out of use while it does it. Whoever works by
  // keyboard must not be thrown back to the top of the document: focus returns to the button, or goes to the heading it stood under.
  let last = null;
  const remember = target => {
    const around = [];
    for (let e = target.parentElement; e && e.id !== 'content'; e = e.parentElement) around.push(e);
    last = target.closest('#content') ? { target, around } : null;
  };
  const keepPlace = () => {
    if (!last || (document.activeElement && document.activeElement !== document.body)) return;
    if (last.target.isConnected) {
      if (!last.target.disabled && last.target.checkVisibility()) last.target.focus({ preventScroll: true });
      return;
    }
    const heading = last.around.find(e => e.isConnected)?.closest('section')?.querySelector('h2') ?? document.querySelector('#content h1');
    if (!heading) return; // a page that is still loading has none yet
    last = null;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  };
  document.addEventListener('pointerdown', () => { last = null; });
  document.addEventListener('focusin', event => remember(event.target));
  new MutationObserver(keepPlace).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled', 'open'] });

  window.foyerPortal = {
    zone,
    // From here on clicks are heard; what drives the page from outside may wait for it.
    live: () => { document.body.dataset.live = 'true'; },
    open: id => document.getElementById(id).showModal(),
    copy: id => {
      const field = document.getElementById(id);
      field.select(); // should the browser refuse, the person has only to press the keys
      return navigator.clipboard.writeText(field.value);
    },
  };
})();
