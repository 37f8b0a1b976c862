// Keeps the table of deliveries as it is at the node. Without script the table is that of the page's time.
'use strict';
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
