/** The sign-in code in what a person pastes: a whole link, or the code itself; pure. */

export const codeIn = (text: string): string => /#code=([^&\s]+)/.exec(text)?.[1] ?? text.trim()
