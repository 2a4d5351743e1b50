import { existsSync, statSync } from 'node:fs'
import { dirname, posix, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'

const project = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const forge = 'https://github.com/portalocker/portalocker-java'

/** As on the forge, so that links to headings work on both. */
const slugify = (heading) => heading.trim().toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-')

/** A link to a folder leads to its README, one to a file that is no page to the forge, and one to nothing fails the build. */
function links(md) {
  const render = md.renderer.rules.link_open
  md.renderer.rules.link_open = (tokens, index, options, env, self) => {
    const href = tokens[index].attrGet('href')
    if (!/^([a-z]+:|#|\/)/.test(href)) {
      const target = posix.normalize(posix.join(posix.dirname(env.realPath ?? env.relativePath), decodeURI(href.split('#')[0])))
      if (!existsSync(resolve(project, target))) {
        throw new Error(`${env.relativePath}: ${href} leads to nothing`)
      }
      if (existsSync(resolve(project, target, 'README.md'))) {
        tokens[index].attrSet('href', `${href}/README.md`)
      } else if (!target.endsWith('.md')) {
        const kind = statSync(resolve(project, target)).isDirectory() ? 'tree' : 'blob'
        tokens[index].attrSet('href', `${forge}/${kind}/main/${target}`)
      }
    }
    return render(tokens, index, options, env, self)
  }
}

/** The pages lie outside this folder, where no node_modules is found. */
const vueForPagesOutside = {
  name: 'vue-for-pages-outside',
  enforce: 'pre',
  resolveId(id, importer, options) {
    return importer?.endsWith('.md') && /^vue(\/|$)/.test(id)
      ? this.resolve(id, fileURLToPath(import.meta.url), { ...options, skipSelf: true })
      : null
  },
}

const page = (text, name) => ({ text, link: `/docs/${name}` })

export default defineConfig({
  title: 'Portalocker for Java',
  description: 'Cross-process file locks for Java',
  srcDir: project,
  outDir: resolve(project, 'site/.vitepress/dist'),
  cacheDir: resolve(project, 'site/.vitepress/cache'),
  srcExclude: ['site/**', '**/target/**', '**/node_modules/**', 'examples/*/**', '.github/**'],
  // Most pages have wide tables.
  head: [['style', {}, '.vp-doc th, .vp-doc td { padding: 4px 8px; font-size: 13px; line-height: 1.5 } .VPDoc.has-aside .content-container { max-width: 900px }']],
  rewrites: { 'README.md': 'index.md' },
  markdown: { anchor: { slugify }, config: links },
  vite: { plugins: [vueForPagesOutside] },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      page('Start', 'getting-started'),
      page('Guarantees', 'guarantees'),
      page('Errors', 'errors'),
      { text: 'API', link: '/api/index.html', target: '_self' },
    ],
    socialLinks: [{ icon: 'github', link: forge }],
    sidebar: [
      {
        text: 'Use',
        items: [
          page('Getting started', 'getting-started'),
          page('Recipes', 'recipes'),
          page('Integrations', 'integrations'),
          page('Lock servers', 'servers'),
          page('The command line', 'command-line'),
          page('Settings and logging', 'settings'),
          page('Observability', 'observability'),
          page('Packaging', 'packaging'),
          { text: 'Examples', link: '/examples/README' },
        ],
      },
      {
        text: 'Choose',
        items: [
          page('Comparison', 'comparison'),
          page('Choosing a backend', 'backends'),
          page('Next to other programs', 'interop'),
          page('Migration', 'migration'),
          page('Performance', 'performance'),
          { text: 'Benchmark results', link: '/benchmarks/results/README' },
          page('Platforms', 'platforms'),
        ],
      },
      {
        text: 'Look up',
        items: [
          page('Guarantees', 'guarantees'),
          page('Errors', 'errors'),
          page('FAQ and troubleshooting', 'faq'),
          page('Network file systems', 'network-file-systems'),
          { text: 'API', link: '/api/index.html', target: '_self' },
          page('Versions', 'versioning'),
          { text: 'Changes', link: '/CHANGELOG' },
        ],
      },
      {
        text: 'Change',
        items: [
          { text: 'Contributing', link: '/CONTRIBUTING' },
          page('Architecture', 'architecture'),
          page('Writing a backend', 'writing-a-backend'),
          page('How to run the tests', 'testing'),
          page('Catalogue of cases', 'catalogue'),
          { text: 'Proofs', link: '/proof/README' },
          page('Results by date', 'results'),
          page('Mutation testing', 'mutation-testing'),
          page('Releasing', 'releasing'),
          page('Decisions', 'adr/README'),
        ],
      },
    ],
  },
})
