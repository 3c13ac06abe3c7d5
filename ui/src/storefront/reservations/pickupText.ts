/** What a store's scanner reads: which reservation, and the code that proves it. */
export const pickupText = (reservation: number, code: string): string => `${reservation}-${code}`;
