// Reports one visit for each view of a page and shows what the service answers.
// Without an answer the page keeps the number that it was published with.
// cmd/README.md has the contract.
(() => {
  const script = document.currentScript
  const box = script.parentNode
  const canonical = document.querySelector('link[rel=canonical]').href

  // The visit is sent under one id until it is answered: the service counts an
  // id once, and remembers it for the ten minutes that this goes on for.
  const visit = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(12))
    const id = Array.from(bytes, b => (b + 256).toString(16).slice(1)).join('')
    const body = JSON.stringify({ page: new URL(canonical).pathname, id })
    const end = Date.now() + 6e5
    let wait = 2e3

    const send = async () => {
      // A machine that slept wakes up too late for its own retry.
      if (Date.now() > end) return
      let pause = 0
      try {
        // A string is sent as text/plain: no preflight to another origin.
        const answer = await fetch(script.dataset.endpoint, { method: 'POST', body, keepalive: true, credentials: 'omit' })
        if (answer.ok) return show(await answer.json())
        if (answer.status < 500 && answer.status != 429) return
        pause = answer.headers.get('Retry-After') * 1e3 || 0
      } catch {}
      setTimeout(send, Math.max(wait, pause))
      wait *= 4
    }
    send()
  }

  const show = counts => {
    for (const place of box.querySelectorAll('[data-count]')) {
      const n = counts[place.dataset.count]
      if (n >= 0) place.textContent = String(n).replace(/\B(?=(...)+$)/g, '.')
    }
    box.classList.add('answered')
  }

  // A page prepared in advance, or opened in the background, is a visit when it
  // is first seen.
  const seen = () => {
    if (document.prerendering) document.addEventListener('prerenderingchange', seen, { once: true })
    else if (document.hidden) document.addEventListener('visibilitychange', seen, { once: true })
    else visit()
  }
  seen()

  // Back to a page that the browser kept whole: a visit of its own.
  addEventListener('pageshow', event => event.persisted && seen())
})()
