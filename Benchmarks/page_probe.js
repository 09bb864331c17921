// Goes into the page before its own scripts, and notes when something can be seen.

(() => {
  /** Runs when the frame that is being made has been painted. */
  const painted = (run) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => run(performance.now());
    port2.postMessage(null);
  };
  const rows = () => document.querySelector('.pane.focused .xterm-rows')?.textContent ?? '';

  const probe = {
    /** Milliseconds since the navigation began; null: it is not there yet. */
    prompt: null,
    shift: 0,
    /** Milliseconds from each key to the frame that shows it. */
    keys: [],
    /** Milliseconds from each frame to the next. */
    frames: [],

    /** What of the page the server has been asked for by now, and has sent, in bytes on the way, without headers. */
    fetched() {
      const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
      // What was in the cache has no size; what was asked for and had not changed has that of headers: 300, as is agreed.
      const asked = all.filter(({ name, transferSize }) => !name.includes('/api/') && transferSize > 0);
      const bytes = asked.reduce((sum, { transferSize }) => sum + transferSize - 300, 0);
      return { requests: asked.length, bytes, parts: all.length };
    },

    /** Measures until `stop`. The keys that count are letters, and each has to come after the one before was shown. */
    start() {
      probe.keys = [];
      probe.frames = [];
      let last = null;
      let frame = 0;
      const tick = (now) => {
        if (last !== null) probe.frames.push(now - last);
        last = now;
        frame = requestAnimationFrame(tick);
      };
      frame = requestAnimationFrame(tick);
      let typed = '';
      let pressedAt = null;
      const pressed = (event) => {
        if (event.ctrlKey) typed = '';
        if (event.ctrlKey || !/^[a-z]$/.test(event.key)) return;
        typed = (typed + event.key).slice(-5);
        pressedAt = event.timeStamp;
      };
      const observer = new MutationObserver(() => {
        if (pressedAt === null || !rows().includes(typed)) return;
        const from = pressedAt;
        pressedAt = null;
        painted((now) => probe.keys.push(now - from));
      });
      window.addEventListener('keydown', pressed, true);
      observer.observe(document.body, { childList: true, characterData: true, subtree: true });
      probe.stop = () => {
        cancelAnimationFrame(frame);
        observer.disconnect();
        window.removeEventListener('keydown', pressed, true);
        return { keys: probe.keys, frames: probe.frames };
      };
    },
  };

  const observer = new MutationObserver(() => {
    if (!/[#$%>]\s*$/.test(rows())) return;
    observer.disconnect();
    painted((now) => {
      probe.prompt = now;
      probe.atPrompt = probe.fetched();
    });
  });
  observer.observe(document, { childList: true, characterData: true, subtree: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) probe.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  performance.setResourceTimingBufferSize(1000);
  window.probe = probe;
})();
