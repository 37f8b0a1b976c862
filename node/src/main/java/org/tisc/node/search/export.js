// Follows an export until it is over. Without script the page is loaded again by hand.
'use strict';
const place = document.querySelector('#export[data-job]');
if (place) {
  const look = async () => {
    const answer = await fetch(place.dataset.job, { headers: { Accept: 'application/json' } }).catch(() => null);
    if (answer && answer.ok) {
      const job = await answer.json();
      if (job.state !== 'QUEUED' && job.state !== 'RUNNING') { location.reload(); return; }
      if (job.total) document.getElementById('export-progress').textContent = `${job.done} / ${job.total}`;
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 500);
}
