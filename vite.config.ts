/** Builds the app, its worker and the server, and lists the test projects. */

import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Plugin, Rolldown } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig, type ViteUserConfig } from 'vitest/config'
import { pageMetaPolicy } from './api/static/page-policy.ts'
import { manifest } from './web/manifest.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const versionIn = (path: string): string =>
  String(JSON.parse(readFileSync(here(path), 'utf8')).version)

const CLERK = './node_modules/@clerk/clerk-js'

/** Where Clerk's browser code is: the last step of a build puts it there; else it is in its package. */
const clerkFolder = (command: 'build' | 'serve'): string =>
  command === 'build'
    ? `/clerkjs/${versionIn(`${CLERK}/package.json`)}`
    : `/@fs${here(`${CLERK}/dist`)}`

type NameOf = Rolldown.CodeSplittingNameFunction

/** Everything that an entry imports without being asked, and what that imports. */
const isLoadedBy = (entry: string, ...[id, modules]: Parameters<NameOf>): boolean => {
  const found = new Set([entry])
  for (const one of found)
    for (const next of modules.getModuleInfo(one)?.importedIds ?? []) found.add(next)
  return found.has(id)
}

const isOfApp: (...asked: Parameters<NameOf>) => boolean = (...asked) =>
  isLoadedBy(here('./web/main.tsx'), ...asked)

/**
 * The files of the first load: by themselves they would be a dozen, each a round trip on its own. What
 * the sign-in document needs as well is apart, so that it does not load the app; what it alone needs
 * goes wherever the bundler puts it.
 */
const firstFiles: readonly NameOf[] = [
  (...asked) => (asked[0].includes('node_modules') && isOfApp(...asked) ? 'libraries' : null),
  (...asked) =>
    isOfApp(...asked) && isLoadedBy(here('./web/sign-in.tsx'), ...asked) ? 'shared' : null,
  (...asked) => (isOfApp(...asked) ? 'app' : null),
]

/** First in the head, since it holds for what comes after it; not while developing, with its inline scripts. */
const policyInPage: Plugin = {
  name: 'policy-in-page',
  apply: 'build',
  transformIndexHtml: (_html, { filename }) => {
    const attrs = { 'http-equiv': 'Content-Security-Policy', content: pageMetaPolicy() }
    return filename.endsWith('/index.html')
      ? [{ tag: 'meta', attrs, injectTo: 'head-prepend' as const }]
      : []
  },
}

/** The page, and from sw/ its worker, into dist/web. */
const app: ViteUserConfig = {
  root: here('./web'),
  define: { 'import.meta.env.APP_VERSION': JSON.stringify(versionIn('./package.json')) },
  publicDir: here('./web/public'),
  cacheDir: here('./.cache/vite'),
  build: {
    outDir: here('./dist/web'),
    emptyOutDir: true,
    sourcemap: true,
    rolldownOptions: {
      input: { index: here('./web/index.html'), 'sign-in': here('./web/sign-in.html') },
      output: {
        codeSplitting: {
          groups: firstFiles.map((name, at) => ({ name, tags: ['$initial'], priority: 9 - at })),
        },
      },
    },
  },
  resolve: {
    // The package's own entry wraps the UMD build; the module build is a tenth smaller.
    alias: [{ find: /^dexie$/, replacement: here('./node_modules/dexie/dist/modern/dexie.mjs') }],
  },
  server: {
    fs: { allow: [here('.')] },
    proxy: { '/api': { target: 'http://127.0.0.1:8787', ws: true } },
  },
  plugins: [
    react(),
    tailwindcss(),
    policyInPage,
    VitePWA({
      strategies: 'injectManifest',
      srcDir: '../sw',
      filename: 'worker.ts',
      registerType: 'prompt',
      injectRegister: false,
      includeManifestIcons: false,
      injectManifest: {
        rollupFormat: 'iife',
        // The PNG icons are the installer's, who asks for them with a network.
        globPatterns: ['**/*.{js,css,html,svg}'],
        // Signing in needs a network anyway, and its document is asked for anew each time.
        globIgnores: [
          'screenshots/**',
          'worker.js',
          'sign-in.html',
          'assets/sign-in-*',
          'assets/clerk-*',
        ],
      },
      manifest,
    }),
  ],
}

/** The API into dist/server; its packages stay in node_modules. */
const server: ViteUserConfig = {
  publicDir: false,
  cacheDir: here('./.cache/vite-server'),
  build: {
    ssr: true,
    outDir: here('./dist/server'),
    emptyOutDir: true,
    target: 'node20',
    sourcemap: true,
    rolldownOptions: {
      input: { server: here('./api/server.ts'), reconcile: here('./api/reconcile.ts') },
      output: { entryFileNames: '[name].js' },
    },
  },
}

/** Only a hang is worth failing for: a busy machine may be ten times slower. */
const patient = { poll: { timeout: 60_000 } }

export const tests: ViteUserConfig = {
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/**/*.pg.test.ts'],
          environment: 'node',
          expect: patient,
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'services',
          include: ['tests/**/*.pg.test.ts'],
          globalSetup: ['tests/world/services.ts'],
          // Each file has a database of its own, and waits for it half of the time.
          maxWorkers: availableParallelism(),
          // As many workers as no other kind has, so in a turn of their own.
          sequence: { groupOrder: 1 },
          environment: 'node',
          expect: patient,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'journeys',
          include: ['tests/journeys/**/*.journey.ts'],
          globalSetup: ['tests/world/laid-out.ts'],
          environment: 'node',
          // Each has browsers and servers of its own, and waits for them half of the time.
          maxWorkers: 2,
          expect: patient,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          // For looking at, not for passing: it is not part of a release's tests.
          name: 'pictures',
          include: ['tests/pictures/**/*.pictures.ts'],
          globalSetup: ['tests/world/laid-out.ts'],
          environment: 'node',
          fileParallelism: false,
          testTimeout: 600_000,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.fault.ts'],
          environment: 'node',
          // Each has servers of its own, and waits for them three quarters of the time.
          maxWorkers: 4,
          expect: patient,
          testTimeout: 900_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
}

export default defineConfig(({ isSsrBuild, command }) => {
  if (process.env['VITEST'] !== undefined) return tests
  if (isSsrBuild === true) return server
  const folder = JSON.stringify(clerkFolder(command))
  return { ...app, define: { ...app.define, 'import.meta.env.CLERK_JS_FOLDER': folder } }
})
