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

  window.foyerPortal = {
    zone,
    // From here on clicks are heard; what drives the page from outside may wait for it.
    live: () => { document.body.dataset.live = 'true'; },
    open: id => document.getElementById(id).showModal(),
    copy: text => navigator.clipboard.writeText(text),
  };
})();
