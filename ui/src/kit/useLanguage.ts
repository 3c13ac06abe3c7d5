import { useSyncExternalStore } from 'react';

import { language, onLanguageChange, type Language } from '../api/language.ts';

export const useLanguage = (): Language => useSyncExternalStore(onLanguageChange, language);
