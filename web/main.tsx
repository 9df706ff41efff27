/** Starts the app in the page: theme, first identity from this device, screen, worker. */

import './ui/theme.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { listenForInstall } from './install/install-state.ts'
import { offerUpdates } from './install/offer-updates.ts'
import { startHome } from './session/home.ts'
import { keepPreferencesApplied } from './settings/apply-preferences.ts'

keepPreferencesApplied()
listenForInstall()
void startHome().then(async () => (await import('./session/leave.ts')).watchForSession())

const root = document.getElementById('root')
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
offerUpdates()
