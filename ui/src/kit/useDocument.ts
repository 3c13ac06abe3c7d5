import { useEffect } from 'react';

import { useLanguage } from './useLanguage.ts';

/** The document says its language and the entry's name. */
export const useDocument = (title: string): void => {
  const language = useLanguage();
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = title;
  }, [language, title]);
};
