// Prints the page, copies its address and passes it on, where the browser can.
(() => {
  "use strict";
  const tools = document.querySelector(".tools");
  const status = tools.querySelector("[role=status]");
  const address = document.querySelector("link[rel=canonical]").href;
  const can = { print: true, copy: navigator.clipboard, share: navigator.share };
  const actions = {
    print: () => print(),
    copy: async () => {
      await navigator.clipboard.writeText(address);
      status.textContent = "Đã chép địa chỉ của bài.";
    },
    share: () => navigator.share({ title: document.querySelector("h1").innerText, url: address }),
  };
  for (const button of tools.querySelectorAll("button")) {
    const name = button.dataset.do;
    button.hidden = !can[name];
    button.addEventListener("click", async () => {
      try {
        status.textContent = "";
        await actions[name]();
      } catch (e) {
        if (e.name !== "AbortError") status.textContent = address; // to be copied by hand
      }
    });
  }
  tools.hidden = false;
})();
