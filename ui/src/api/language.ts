export type Language = 'en' | 'es';

const STORED = 'language';

const isLanguage = (value: string | null): value is Language => value === 'en' || value === 'es';

/** The language that was chosen here, or else the first of the browser's that we speak. */
const preferred = (): Language => {
  const stored = localStorage.getItem(STORED);
  if (isLanguage(stored)) return stored;
  const spoken = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  return spoken ?? 'en';
};

let current: Language | undefined;
const listeners = new Set<() => void>();

/** Of texts, and of the server's answers. */
export const language = (): Language => (current ??= preferred());

export const chooseLanguage = (chosen: Language): void => {
  current = chosen;
  localStorage.setItem(STORED, chosen);
  for (const listener of listeners) listener();
};

export const onLanguageChange = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
