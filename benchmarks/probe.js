// Runs in the benchmark's page: says when pixels changed after an event, and in how many frames they did.
// A time is milliseconds from the event's own time stamp, so nothing of the driver's side is counted.
window.gradwalkProbe = (() => {
  let watch = null; // { root, selector, changed }

  // Did what `selector` names change itself, or come into the page?
  function matters(record) {
    const { selector } = watch;
    if (record.type === "childList" && [...record.addedNodes].some(node => holds(node, selector))) return true;
    if (selector === "img") return record.attributeName === "src" && record.target.matches(selector);
    const element = record.target.nodeType === Node.ELEMENT_NODE ? record.target : record.target.parentElement;
    return Boolean(element && element.closest(selector));
  }

  function holds(node, selector) {
    return node.nodeType === Node.ELEMENT_NODE && (node.matches(selector) || node.querySelector(selector) !== null);
  }

  const observer = new MutationObserver(records => {
    if (watch && records.some(matters)) watch.changed(performance.now());
  });

  // A canvas changes without any mutation of the page.
  const drawImage = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (...given) {
    drawImage.apply(this, given);
    if (watch && watch.selector === "canvas" && watch.root.contains(this.canvas)) watch.changed(performance.now());
  };

  function observe(root, selector, changed) {
    observer.disconnect();
    watch = { root, selector, changed };
    observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  }

  function stop() {
    observer.disconnect();
    watch = null;
  }

  // The first task after the frame in which the change is drawn.
  async function painted(root, selector) {
    // An image replaced while it was being decoded is an answer that nobody saw; the next one counts.
    if (selector === "img") await Promise.allSettled([...root.querySelectorAll("img")].map(img => img.decode()));
    return new Promise(done => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done(performance.now());
      port2.postMessage(null);
    }));
  }

  let pressed = null;

  // From the next key press to the first change of what `selector` names, and to the frame that shows it.
  function arm(root, selector) {
    pressed = new Promise(done => {
      let start = null;
      document.addEventListener("keydown", event => { start = event.timeStamp; }, { capture: true, once: true });
      observe(root, selector, async now => {
        if (start === null) return;
        stop();
        done({ changed: now - start, painted: (await painted(root, selector)) - start });
      });
    });
  }

  let counted = null;

  // Frames in which something changed, and how long after a mouse move the mark under the hand followed it.
  function startCounting(root, selector, held) {
    counted = { frames: 0, lags: [], waiting: false, start: performance.now() };
    let moved = null;
    counted.listen = event => { moved = event.timeStamp; };
    document.addEventListener("pointermove", counted.listen, true);
    const heldObserver = held && new MutationObserver(() => {
      if (moved !== null) counted.lags.push(performance.now() - moved);
      moved = null;
    });
    if (held) heldObserver.observe(held, { attributes: true });
    counted.end = () => heldObserver && heldObserver.disconnect();
    observe(root, selector, async () => {
      if (counted.waiting) return;
      counted.waiting = true;
      await painted(root, selector);
      counted.waiting = false;
      counted.frames += 1;
    });
  }

  function stopCounting() {
    stop();
    counted.end();
    document.removeEventListener("pointermove", counted.listen, true);
    const { frames, lags, start } = counted;
    return { framesPerSecond: (1000 * frames) / (performance.now() - start), lags };
  }

  function result(timeout) {
    return Promise.race([pressed, new Promise(done => setTimeout(() => done(null), timeout))]);
  }

  return { arm, result, startCounting, stopCounting };
})();
