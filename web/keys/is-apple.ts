/** Whether this keyboard is one of Apple's, with ⌘ where others have Ctrl. */

export const isApple = (): boolean => /^(Mac|iPhone|iPad)/.test(navigator.platform)
