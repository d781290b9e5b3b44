export function findProgram(...places: string[]): string | undefined
