/** Clerk's form in the colours and shapes of the app, which change with the scheme by themselves. */

export const CLERK_APPEARANCE = {
  variables: {
    colorPrimary: 'var(--color-info)',
    colorPrimaryForeground: 'var(--color-on-info)',
    colorBackground: 'var(--color-chip)',
    colorForeground: 'var(--color-text)',
    colorMutedForeground: 'var(--color-neutral)',
    colorInput: 'var(--color-page)',
    colorInputForeground: 'var(--color-text)',
    colorNeutral: 'var(--color-text)',
    colorDanger: 'var(--color-danger)',
    fontFamily: 'inherit',
    fontSize: '0.9375rem',
    borderRadius: '0.75rem',
  },
  elements: {
    rootBox: { width: '100%' },
    cardBox: { width: '100%', maxWidth: 'none', boxShadow: 'none', border: '0' },
    formButtonPrimary: { minHeight: '2.75rem', borderRadius: '9999px' },
    formFieldInput: { minHeight: '2.75rem' },
    socialButtonsBlockButton: { minHeight: '2.75rem' },
  },
} as const
