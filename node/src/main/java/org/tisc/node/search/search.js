// Shows what is found while nodes are still waited for, and turns pages without loading them anew.
// Without script every search is a page of its own, which is there when all have answered.
'use strict';
const place = document.getElementById('answer');
const form = document.querySelector('form.search-form');
let source = null;
const end = () => { if (source) source.close(); source = null; place.removeAttribute('aria-busy'); };
const show = (html) => {
  const open = [...place.querySelectorAll('details[open] > summary')].map((summary) => summary.parentElement.className);
  place.replaceChildren(document.createRange().createContextualFragment(html));
  for (const details of place.querySelectorAll('details')) if (open.includes(details.className)) details.open = true;
};
const ask = (query) => {
  end();
  place.setAttribute('aria-busy', 'true');
  const waiting = document.createElement('p');
  waiting.className = 'search-waiting';
  waiting.textContent = place.dataset.searching;
  place.prepend(waiting);
  const asked = new EventSource(place.dataset.live + query);
  source = asked;
  const hear = (event) => show(JSON.parse(event.data).html);
  asked.addEventListener('early', hear);
  asked.addEventListener('answer', (event) => { end(); hear(event); });
  // What is refused before the search, and a node that is gone, say so on a page of their own.
  asked.addEventListener('error', () => { if (source === asked) { end(); location.assign(location.href); } });
};
const go = (query, top) => {
  history.pushState(null, '', '/search' + query);
  // Where the page leads back to after its language was changed.
  const back = document.querySelector('form[action="/language"] input[name=back]');
  if (back) back.value = '/search' + query;
  ask(query);
  if (!top) return;
  // The link that was followed goes with the page before.
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
  place.scrollIntoView();
};
form.addEventListener('submit', (event) => {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value !== '') fields.append(name, value);
  if (!fields.get('q')) return;
  event.preventDefault();
  go('?' + fields, false);
});
place.addEventListener('click', (event) => {
  const link = event.target.closest('.search-pages a');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  go(new URL(link.href).search, true);
});
addEventListener('popstate', () => location.reload());
addEventListener('pagehide', end);
