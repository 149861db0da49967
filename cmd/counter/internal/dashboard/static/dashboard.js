// Shows the numbers of the period that the page's own address names:
// ?tu=2026-11-01&den=2026-11-30, and &robot=1 to count bots in.
(() => {
  'use strict'
  const find = id => document.getElementById(id)
  const number = n => n.toLocaleString('vi')
  const make = (name, properties, ...children) => {
    const e = Object.assign(document.createElement(name), properties)
    e.append(...children)
    return e
  }

  // Days are texts like 2026-11-27, counted in UTC, where each has 24 hours.
  const text = time => new Date(time).toISOString().slice(0, 10)
  const plus = (day, n) => text(Date.parse(day) + n * 864e5)
  const date = day => day.split('-').reverse().join('/')
  const weekday = (day, weekday) => new Date(day).toLocaleDateString('vi', { weekday, timeZone: 'UTC' })
  const whole = {
    month: day => ({ from: day.slice(0, 8) + '01', to: text(Date.UTC(day.slice(0, 4), day.slice(5, 7), 0)) }),
    year: day => ({ from: day.slice(0, 5) + '01-01', to: day.slice(0, 5) + '12-31' }),
  }
  const same = (a, b) => a.from === b.from && a.to === b.to
  const days = p => (Date.parse(p.to) - Date.parse(p.from)) / 864e5 + 1
  const kind = p => p.from === p.to ? 'day' : same(p, whole.month(p.from)) ? 'month' : same(p, whole.year(p.from)) ? 'year' : ''
  const name = p => ({
    day: `${weekday(p.from, 'long')}, ${date(p.from)}`,
    month: `Tháng ${date(p.from).slice(3)}`,
    year: `Năm ${p.from.slice(0, 4)}`,
  })[kind(p)] || `${date(p.from)} – ${date(p.to)}`

  // beside is the period of the same kind before or after.
  const beside = (p, back) => {
    const day = back ? plus(p.from, -1) : plus(p.to, 1)
    const other = back ? plus(day, 1 - days(p)) : plus(day, days(p) - 1)
    return whole[kind(p)]?.(day) || (back ? { from: other, to: day } : { from: day, to: other })
  }

  let now, report // the last answers
  let silent, failed, refused // now was not answered; nor the report; or the service says why not
  let turn = 0 // of the newest question: what comes late is dropped

  const today = () => now.now.slice(0, 10)
  const asked = () => {
    const query = new URLSearchParams(location.search)
    const to = query.get('den') || today()
    return { from: query.get('tu') || plus(today(), -6), to, bots: query.has('robot') }
  }
  const address = (p, bots) => `?tu=${p.from}&den=${p.to}${bots ? '&robot=1' : ''}`

  const ask = async path => {
    const answer = await fetch(path, { signal: AbortSignal.timeout(4e4) })
    if (answer.status === 400) return { refused: (await answer.text()).trim() }
    if (!answer.ok) throw new Error(answer.status)
    return answer.json()
  }

  const refresh = async () => {
    try {
      now = await ask('api/now')
      silent = false
    } catch {
      silent = true
    }
    if (now) showNow()
    showState()
  }

  const load = async () => {
    const mine = ++turn
    await refresh()
    if (!now || mine !== turn) return
    const p = asked()
    const query = `from=${p.from}&to=${p.to}${p.bots ? '&bots=1' : ''}`
    if (report?.query !== query) report = undefined
    showChoice(p)
    try {
      const answer = await ask('api/report?' + query)
      if (mine !== turn) return
      refused = answer.refused
      report = refused ? undefined : { ...answer, query }
      failed = false
    } catch {
      if (mine !== turn) return
      failed = true
    }
    find('csv').href = 'api/report.csv?' + query
    find('figures').hidden = !report
    if (report) showReport(p)
    showState()
  }

  const showState = () => {
    const moment = time => `${time.slice(11, 16)} ngày ${date(time.slice(0, 10))}`
    const old = silent || failed || now?.stale || report?.stale
    const say = refused ? `Không xem được: ${refused}.`
      : old && !report ? `Chưa lấy được số liệu${now ? ' của khoảng thời gian này' : ''}. Trang sẽ tự thử lại.`
      : old ? `Số liệu lúc ${moment(report.at)}, có thể đã cũ; trang sẽ tự cập nhật khi có số liệu mới.`
      : report ? `Số liệu lúc ${moment(report.at)}.` : ''
    if (find('state').textContent !== say) find('state').textContent = say // said aloud only when new
    find('state').classList.toggle('notice', !!(old || refused))
    document.body.classList.toggle('old', !!old)
  }

  const showNow = () => {
    find('site').textContent = now.title
    find('total').textContent = number(now.baseline + now.total.visits)
    find('baseline').textContent = number(now.baseline)
    find('until').textContent = now.until && ` (đến ${date(now.until)})`
    find('counted').textContent = number(now.total.visits)
    find('online').textContent = number(now.online)
    find('carried').hidden = !now.baseline
    find('all').hidden = find('choice').hidden = false
  }

  const showChoice = p => {
    const link = (label, q) => make('a', { href: address(q, p.bots), ariaCurrent: same(p, q) ? 'true' : null }, label)
    const links = [
      ['Hôm nay', { from: today(), to: today() }], ['7 ngày qua', { from: plus(today(), -6), to: today() }],
      ['Tháng này', whole.month(today())], ['Năm nay', whole.year(today())],
    ]
    const list = find('periods')
    const at = [...list.querySelectorAll('a')].indexOf(document.activeElement)
    list.replaceChildren(...links.map(([label, q]) => make('li', {}, link(label, q))))
    list.querySelectorAll('a')[at]?.focus()
    const form = find('form')
    form.tu.value = p.from
    form.den.value = p.to
    form.robot.checked = p.bots
  }

  const showReport = p => {
    const rows = what => report.rows.filter(row => row.what === what)
    const count = row => row.visits + (p.bots ? row.bots : 0)
    const [total] = rows('total')
    find('period').textContent = document.title = name(p)
    document.title += ' – Thống kê truy cập'
    find('earlier').href = address(beside(p, true), p.bots)
    const later = beside(p, false)
    find('later').href = address(later, p.bots)
    find('later').hidden = later.from > today()
    showSums(p, total, rows('day'))

    const some = count(total) > 0
    find('none').hidden = some
    find('tables').hidden = !some
    const { unit, steps, of } = course()
    const numbers = new Map(steps.map(([key]) => [key, { visits: 0, bots: 0, visitors: 0 }]))
    for (const row of rows(unit === 'Giờ' ? 'hour' : 'day')) {
      const n = numbers.get(of(row))
      for (const key in n) n[key] += row[key] || 0
    }
    const most = Math.max(1, ...[...numbers.values()].map(count))
    table('course', 'Lượt truy cập theo ' + unit.toLowerCase(), [unit, 'Lượt', ...unit === 'Ngày' ? ['Khách'] : [], ''], steps.map(([key, label]) => {
      const n = numbers.get(key)
      return [label, number(count(n)), ...unit === 'Ngày' ? [number(n.visitors)] : [], bar(n.visits / most, p.bots ? n.bots / most : 0)]
    }))
    const title = row => row.title || (row.page === '/' ? 'Trang chủ' : row.page)
    const link = row => make('a', { href: now.url.replace(/\/$/, '') + row.page }, title(row))
    table('pages', 'Trang được đọc nhiều', ['Trang', 'Lượt'], rows('page').filter(count).map(row => [link(row), number(count(row))]))
    table('sections', 'Chuyên mục', ['Chuyên mục', 'Lượt'], rows('section').filter(count).map(row => [title(row), number(count(row))]))
  }

  const showSums = (p, total, perDay) => {
    const best = perDay.reduce((a, b) => b.visitors > a.visitors ? b : a, { visitors: 0 })
    const sums = [
      [p.bots ? 'Lượt truy cập, tính cả robot' : 'Lượt truy cập', number(total.visits + (p.bots ? total.bots : 0))],
      p.from === p.to ? ['Khách trong ngày', number(best.visitors)]
        : ['Khách của ngày đông nhất' + (best.day ? ` (${date(best.day)})` : ''), number(best.visitors)],
      ['Trong đó không chạy JavaScript', number(total.scriptless)],
      [p.bots ? 'Trong đó robot' : 'Robot, đếm riêng', number(total.bots)],
    ]
    find('sums').replaceChildren(...sums.map(([term, value]) => make('div', {}, make('dt', {}, term), make('dd', {}, value))))
  }

  // course is the steps of the report, each a key and a label, and which step a row falls in.
  const course = () => {
    if (report.from === report.to) {
      const last = report.to === today() ? +now.now.slice(11, 13) : 23
      const steps = Array.from({ length: last + 1 }, (_, hour) => [String(hour).padStart(2, 0) + ':00', hour + ' giờ'])
      return { unit: 'Giờ', steps, of: row => row.hour }
    }
    const all = Array.from({ length: days(report) }, (_, i) => plus(report.from, i))
    if (all.length <= 92) return { unit: 'Ngày', steps: all.map(day => [day, make('span', {}, make('span', { className: 'weekday' }, weekday(day, 'short')), ' ', date(day))]), of: row => row.day }
    const months = [...new Set(all.map(day => day.slice(0, 7)))]
    return { unit: 'Tháng', steps: months.map(month => [month, date(month)]), of: row => row.day.slice(0, 7) }
  }

  const table = (id, caption, heads, rows) => find(id).replaceChildren(
    make('caption', {}, caption),
    make('thead', {}, make('tr', {}, ...heads.map(head => head ? make('th', { scope: 'col' }, head) : make('td', {})))),
    make('tbody', {}, ...rows.map(([head, ...cells]) => make('tr', {}, make('th', { scope: 'row' }, head), ...cells.map(cell => make('td', {}, cell))))))

  // bar draws shares of 1, readers' and bots'.
  const bar = (readers, bots) => {
    const draw = (name, attributes, ...children) => {
      const e = document.createElementNS('http://www.w3.org/2000/svg', name)
      for (const key in attributes) e.setAttribute(key, attributes[key])
      e.append(...children)
      return e
    }
    const share = n => (n * 100).toFixed(2)
    return draw('svg', { viewBox: '0 0 100 1', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      draw('rect', { width: share(readers), height: 1 }), draw('rect', { x: share(readers), width: share(bots), height: 1, class: 'bots' }))
  }

  const go = to => {
    history.pushState(null, '', to)
    load()
  }
  document.addEventListener('click', event => {
    const link = event.target.closest('a[href^="?"]')
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go(link.getAttribute('href'))
  })
  const form = find('form')
  const chosen = () => address({ from: form.tu.value, to: form.den.value }, form.robot.checked)
  form.addEventListener('submit', event => {
    event.preventDefault()
    go(chosen())
  })
  form.robot.addEventListener('change', () => form.reportValidity() && go(chosen()))
  addEventListener('popstate', load)

  const tick = () => document.hidden || (failed || silent || report?.stale ? load() : refresh())
  setInterval(tick, 3e4)
  document.addEventListener('visibilitychange', tick)
  load()
})()
