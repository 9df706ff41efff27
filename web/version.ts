/** The app's own version, as package.json has it at build time. */

declare global {
  interface ImportMetaEnv {
    readonly APP_VERSION: string
  }
}

export const { APP_VERSION } = import.meta.env
