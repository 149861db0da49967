// Reloads the page when the site's sources change, exchanges style sheets where
// these are all that did, and shows in a corner what is to be mended: open where
// it is this page's own, a number where it is not.
(() => {
  "use strict";
  let version = Number(document.currentScript.dataset.version);
  const told = "told" in document.currentScript.dataset; // the page is a list of faults itself

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

  // Opened when asked for, the list stays open while faults are mended one by one.
  const asked = "bantin-faults";

  const show = async ({ heading, here, others, count }) => {
    await styled;
    document.getElementById("bantin-faults")?.remove();
    if (!count) sessionStorage.removeItem(asked);
    if (!count || told) return;
    const box = element(document.body, "details", "bantin-faults");
    box.id = "bantin-faults";
    box.open = sessionStorage.getItem(asked) === "open" || here.some((f) => f.severity === "error");
    box.lang = document.documentElement.lang;
    const summary = element(box, "summary", "", `${heading}: ${count}`);
    summary.addEventListener("click", () => sessionStorage.setItem(asked, box.open ? "" : "open"));
    for (const f of [...here, ...others]) {
      const item = element(box, "section", "bantin-" + f.severity);
      const place = [f.file, f.line, f.column].filter(Boolean).join(":");
      if (place) element(item, "p", "bantin-place", place);
      element(item, "p", "bantin-what", f.what);
      if (f.source) element(item, "pre", "", f.source);
      if (f.how) element(item, "p", "", "→ " + f.how);
      if (f.fix) element(item, "pre", "bantin-fix", f.fix);
    }
    if (count > here.length + others.length) element(box, "p", "", "…");
  };

  // The page stays as it is, with what is typed and opened in it.
  const restyle = (styles) => {
    const stem = (address) => new URL(address, location).pathname.replace(/\.[^.]+\.css$/, "");
    for (const old of document.querySelectorAll("link[rel=stylesheet][integrity]")) {
      const now = styles.find((s) => stem(s.url) === stem(old.href));
      if (!old.isConnected || !now || now.integrity === (old.next ?? old).integrity) continue;
      if (old.next) { // it changed again while this was loading
        old.next.onload = old.next.onerror = null;
        old.next.remove();
      }
      const link = old.next = document.createElement("link");
      Object.assign(link, { rel: "stylesheet", href: now.url, integrity: now.integrity });
      link.onload = () => old.remove();
      link.onerror = () => location.reload();
      old.after(link);
    }
  };

  // A hidden tab lets go of its connection: a browser has six for one server.
  let events;
  const follow = () => {
    if (document.hidden || events) return;
    events = new EventSource("/.bantin/events?page=" + encodeURIComponent(location.pathname));
    events.onmessage = (message) => {
      const event = JSON.parse(message.data);
      if (event.version !== version && event.since <= version && version < event.version) {
        restyle(event.styles);
        version = event.version;
      }
      if (event.version === version) return show(event);
      rest();
      location.reload();
    };
  };
  const rest = () => {
    events?.close();
    events = undefined;
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : follow()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", (e) => e.persisted && location.reload());
  follow();
})();
