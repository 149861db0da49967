// Reloads the page when the site's sources change, and shows what is to be
// mended above it.
(() => {
  "use strict";
  const version = Number(document.currentScript.dataset.version);

  const element = (parent, name, className, text) => {
    const e = parent.appendChild(document.createElement(name));
    if (className) e.className = className;
    if (text) e.textContent = text;
    return e;
  };

  // The box waits for its style, or it would stand unstyled below the page.
  const styled = new Promise((done) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = "/.bantin/preview.css";
    link.onload = link.onerror = done;
    document.head.append(link);
  });

  const show = async ({ heading, faults }) => {
    await styled;
    document.getElementById("bantin-faults")?.remove();
    if (!faults.length || document.title === "bantin") return;
    const box = element(document.body, "details", "bantin-faults");
    box.id = "bantin-faults";
    box.open = faults.some((f) => f.severity === "error");
    box.lang = document.documentElement.lang;
    element(box, "summary", "", `${heading}: ${faults.length}`);
    for (const f of faults) {
      const item = element(box, "section", "bantin-" + f.severity);
      const place = [f.file, f.line, f.column].filter(Boolean).join(":");
      element(item, "p", "bantin-place", place);
      element(item, "p", "bantin-what", f.what);
      if (f.source) element(item, "pre", "", f.source);
      if (f.how) element(item, "p", "", "→ " + f.how);
      if (f.fix) element(item, "pre", "bantin-fix", f.fix);
    }
  };

  const events = new EventSource("/.bantin/events?page=" + encodeURIComponent(location.pathname));
  events.onmessage = (message) => {
    const event = JSON.parse(message.data);
    if (event.version !== version) {
      events.close();
      location.reload();
      return;
    }
    show(event);
  };
  addEventListener("pagehide", () => events.close());
  addEventListener("pageshow", (e) => e.persisted && location.reload());
})();
