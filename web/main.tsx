/** Starts the app in the page: theme, first identity from this device, screen, worker. */

import './ui/theme.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import * as z from 'zod/mini'
import { App } from './app.tsx'
import { offerUpdates } from './install/offer-updates.ts'
import { startHome } from './session/home.ts'
import { watchForSession } from './session/leave.ts'
import { applyTheme, readTheme } from './ui/theme.ts'

// Schemas compiled with `new Function` would break the content security policy.
z.config({ jitless: true })
applyTheme(readTheme())
void startHome().then(watchForSession)

const root = document.getElementById('root')
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
offerUpdates()
