/** The web app manifest: how the app presents itself to a home screen. */

import type { ManifestOptions } from 'vite-plugin-pwa'

const PAGE_LIGHT = '#ffffff'
const BRAND = '#0b57d0'

export const manifest: Partial<ManifestOptions> = {
  // Fixed apart from start_url, so that an installed app stays the same app when that changes.
  id: '/',
  name: 'Chat Sync',
  short_name: 'Chats',
  description: 'Your AI chats on every device, always at hand, with or without a network.',
  start_url: '/?source=pwa',
  scope: '/',
  display: 'standalone',
  lang: 'en',
  theme_color: BRAND,
  background_color: PAGE_LIGHT,
  categories: ['productivity', 'utilities'],
  share_target: {
    action: '/share',
    method: 'POST',
    enctype: 'multipart/form-data',
    params: {
      title: 'title',
      text: 'text',
      url: 'url',
      files: [{ name: 'files', accept: ['text/plain', 'text/markdown', '.txt', '.md'] }],
    },
  },
  launch_handler: { client_mode: 'navigate-existing' },
  icons: [
    { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
    { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
    {
      src: '/icons/icon-maskable-512.png',
      sizes: '512x512',
      type: 'image/png',
      purpose: 'maskable',
    },
  ],
  screenshots: [
    {
      src: '/screenshots/narrow.png',
      sizes: '780x1688',
      type: 'image/png',
      form_factor: 'narrow',
      label: 'A chat on a phone',
    },
    {
      src: '/screenshots/wide.png',
      sizes: '1280x800',
      type: 'image/png',
      form_factor: 'wide',
      label: 'Chats and messages side by side',
    },
  ],
  shortcuts: [
    { name: 'New chat', url: '/new', icons: [{ src: '/icons/icon-192.png', sizes: '192x192' }] },
    {
      name: 'Sync centre',
      url: '/sync',
      icons: [{ src: '/icons/icon-192.png', sizes: '192x192' }],
    },
  ],
}
