// Keeps the table of deliveries as it is at the node, and takes evidence to the node as soon as it is chosen.
// Without script the table is that of the page's time, and evidence is named by its hash.
'use strict';
for (const chooser of document.querySelectorAll('input[type=file][data-evidence]')) {
  const form = chooser.form;
  const list = form.elements['evidence'];
  const said = document.getElementById(chooser.getAttribute('aria-describedby'));
  const buttons = form.querySelectorAll('button');
  chooser.closest('[hidden]').hidden = false;
  const take = async (file) => {
    const answer = await fetch(chooser.dataset.evidence, {
      method: 'POST', body: file, headers: { 'X-Form-Token': form.elements['_token'].value, 'Content-Type': 'application/octet-stream', Accept: 'application/json' },
    });
    const body = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(body.detail || body.title || String(answer.status));
    // A name is the rest of a line.
    list.value = `${list.value.trimEnd()}\n${body.sha256} ${file.name.replace(/\s+/g, ' ')}`.trimStart();
  };
  chooser.addEventListener('change', async () => {
    const files = [...chooser.files];
    for (const button of buttons) button.disabled = true;
    said.textContent = '';
    for (const file of files) {
      said.textContent = `${chooser.dataset.taking} ${file.name}`;
      try {
        await take(file);
        said.textContent = `${chooser.dataset.taken} ${file.name}`;
      } catch (problem) {
        said.textContent = `${chooser.dataset.refused} ${file.name}: ${problem.message}`;
        break;
      }
    }
    for (const button of buttons) button.disabled = false;
    chooser.value = '';
  });
}
for (const table of document.querySelectorAll('table[data-stream]')) {
  const tones = { STORED: 'good', SHOWN: 'good', ACKNOWLEDGED: 'good', QUEUED: 'wait', UNKNOWN: 'wait', REJECTED: 'bad' };
  const words = {};
  for (const word of document.querySelectorAll('[data-word]')) words[word.dataset.word] = word.textContent;
  const cell = (row, name, text) => { const made = document.createElement(name); made.textContent = text; row.append(made); return made; };
  const time = (text) => {
    const at = new Date(text);
    const two = (number) => String(number).padStart(2, '0');
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
  };
  const source = new EventSource(table.dataset.stream);
  source.addEventListener('deliveries', (event) => {
    const rows = document.createDocumentFragment();
    for (const line of JSON.parse(event.data).deliveries) {
      const row = document.createElement('tr');
      cell(row, 'th', line.peer).scope = 'row';
      const state = cell(cell(row, 'td', ''), 'span', words[line.state] || line.state);
      state.className = 'state ' + (tones[line.state] || 'wait');
      state.dataset.state = line.state;
      cell(cell(row, 'td', ''), 'bdi', line.reason || '');
      cell(row, 'td', line.at ? time(line.at) : '').className = 'nowrap';
      rows.append(row);
    }
    table.tBodies[0].replaceChildren(rows);
  });
  addEventListener('pagehide', () => source.close());
}
