export function extensionArgs(folder: string): string[]
export function findChromium(): Promise<string | undefined>
export function findFirefox(): Promise<string | undefined>
export function provideBrowsers(which: { firefox: boolean }): Promise<void>
