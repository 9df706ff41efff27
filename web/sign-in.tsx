/** Starts the sign-in document: its looks, and nothing of the app. */

import './ui/theme.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { SignInPage } from './session/sign-in-page.tsx'
import { keepPreferencesApplied } from './settings/apply-preferences.ts'
import { Mishap } from './ui/mishap.tsx'

keepPreferencesApplied()
const root = document.getElementById('root')
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <Mishap>
        <SignInPage />
      </Mishap>
    </StrictMode>,
  )
