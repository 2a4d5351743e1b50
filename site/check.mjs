// Reads the built site in a headless Chromium: no link inside it is dead, code is shown, and nothing is wider than a phone.
//   CHROMIUM=/usr/bin/chromium node site/check.mjs [FOLDER_FOR_PICTURES]
import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import puppeteer from 'puppeteer-core'

const built = new URL('.vitepress/dist/', import.meta.url).pathname
const pictures = process.argv[2]
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' }

const server = createServer((request, response) => {
  const path = decodeURI(new URL(request.url, 'http://localhost').pathname)
  try {
    const file = join(built, path.endsWith('/') ? `${path}index.html` : path)
    response.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream').end(readFileSync(file))
  } catch {
    response.writeHead(404).end()
  }
})
await new Promise((ready) => server.listen(0, '127.0.0.1', ready))
const site = `http://127.0.0.1:${server.address().port}`

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
const faults = []
const pages = new Map() // the path of each page that was read, and its anchors
const links = [] // [page, path, anchor]

async function read(browserPage, path) {
  const isApi = path.startsWith('/api/')
  await browserPage.setJavaScriptEnabled(!isApi) // the API's pages are whole without, and are many
  const answer = await browserPage.goto(site + path, { waitUntil: isApi ? 'domcontentloaded' : 'load' })
  if (!answer.ok()) {
    pages.set(path, null)
    return
  }
  const found = await browserPage.evaluate(() => ({
    anchors: [...document.querySelectorAll('[id], a[name]')].map((element) => element.id || element.name),
    links: [...document.querySelectorAll('a[href]')].map((link) => link.href),
    width: document.documentElement.scrollWidth,
    hiddenCode: [...document.querySelectorAll('.vp-doc pre code')].filter((code) => code.offsetHeight === 0 || !code.innerText.trim()).length,
    brokenImages: [...document.images].filter((image) => image.complete && image.naturalWidth === 0).map((image) => image.src),
    code: document.querySelectorAll('.vp-doc pre code').length,
  }))
  pages.set(path, new Set(found.anchors))
  for (const link of new Set(found.links)) {
    const url = new URL(link)
    if (url.origin === site) {
      links.push([path, url.pathname, decodeURIComponent(url.hash.slice(1))])
    }
  }
  if (!isApi && found.width > 375) faults.push(`${path} is ${found.width} pixels wide on a screen of 375`)
  if (found.hiddenCode) faults.push(`${path} does not show ${found.hiddenCode} blocks of code`)
  for (const image of found.brokenImages) faults.push(`${path} has a broken picture: ${image}`)
  return found.code
}

const browserPage = await browser.newPage()
browserPage.on('pageerror', (error) => faults.push(`${browserPage.url()}: ${error.message}`))
await browserPage.setViewport({ width: 375, height: 800 })
let code = 0
const waiting = new Set(['/', '/api/index.html']) // grows while it is walked
for (const path of waiting) {
  code += (await read(browserPage, path)) ?? 0
  links.filter(([, target]) => /(\.html|\/)$/.test(target)).forEach(([, target]) => waiting.add(target))
}
for (const [page, target, anchor] of links) {
  const anchors = pages.get(target)
  if (anchors === null) faults.push(`${page}: ${target} leads to nothing`)
  else if (anchors && anchor && !anchors.has(anchor)) faults.push(`${page}: ${target} has no heading #${anchor}`)
}
if (code < 40) faults.push(`only ${code} blocks of code in the whole site`)

if (pictures) {
  await mkdir(pictures, { recursive: true })
  await browserPage.setJavaScriptEnabled(true)
  for (const [name, width] of [['wide', 1280], ['narrow', 375]]) {
    await browserPage.setViewport({ width, height: 800 })
    for (const [picture, path] of [['first-screen', '/'], ['getting-started', '/docs/getting-started.html'], ['api', '/api/index.html']]) {
      await browserPage.goto(site + path, { waitUntil: 'networkidle0' })
      await browserPage.screenshot({ path: join(pictures, `${picture}-${name}.png`) })
    }
  }
}
await browser.close()
server.close()
const own = [...pages.keys()].filter((path) => !path.startsWith('/api/')).length
console.log(`${own} pages and ${pages.size - own} of the API, ${links.length} links inside the site, ${code} blocks of code`)
for (const fault of new Set(faults)) console.log(`FAULT: ${fault}`)
process.exitCode = faults.length ? 1 : 0
