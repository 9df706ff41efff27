/** Starts the app in the page: theme, first identity from this device, screen, worker. */

import './ui/theme.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { listenForInstall } from './install/install-state.ts'
import { offerUpdates } from './install/offer-updates.ts'
import { homeState, startHome, watchHome } from './session/home.ts'
import { keepPreferencesApplied } from './settings/apply-preferences.ts'

keepPreferencesApplied()
listenForInstall()
/** Not before it is known whose chats these are: until then there is nothing to draw. */
const draw = (): void => {
  const root = document.getElementById('root')
  if (root === null || homeState().kind === 'opening') return
  stopWaiting()
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
const stopWaiting = watchHome(draw)
const started = startHome()
void started.then(async () => (await import('./session/leave.ts')).watchForSession())
void started.then(async () => (await import('./assistant/home-replies.ts')).keepAnswering())
offerUpdates()
