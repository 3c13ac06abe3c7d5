import type { ReactNode } from 'react';

import { useLanguage } from '../../kit/useLanguage.ts';
import { SHOWN_MAX, shownText, type Answer } from '../data/exchange.ts';
import { useTexts } from '../texts/index.ts';
import styles from './Operation.module.css';
import { Status } from './Status.tsx';

/** "12 ms", "1,234 bytes". */
const measure = (value: number, unit: string, unitDisplay: 'short' | 'long', language: string): string =>
  new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay, maximumFractionDigits: 0 }).format(value);

const Figures = ({ of }: { of: Answer }): ReactNode => {
  const texts = useTexts();
  const language = useLanguage();
  return (
    <dl className={styles.figures}>
      <div>
        <dt>{texts.status}</dt>
        <dd>
          <Status code={of.status} />
        </dd>
      </div>
      <div>
        <dt>{texts.time}</dt>
        <dd>{measure(of.ms, 'millisecond', 'short', language)}</dd>
      </div>
      <div>
        <dt>{texts.size}</dt>
        <dd>{measure(of.bytes, 'byte', 'long', language)}</dd>
      </div>
    </dl>
  );
};

const Headers = ({ of }: { of: Answer }): ReactNode => {
  const { headers } = useTexts();
  return (
    <details className={styles.curl}>
      <summary>{headers}</summary>
      <pre className={styles.code} role="region" aria-label={headers} tabIndex={0}>
        {of.headers.map(([name, value]) => `${name}: ${value}`).join('\n')}
      </pre>
    </details>
  );
};

/** What came, as far as it has come. */
export const AnswerView = ({ of }: { of: Answer | undefined }): ReactNode => {
  const texts = useTexts();
  return (
    <div className={styles.answer}>
      <div role="status">{of && <Figures of={of} />}</div>
      {of && (
        <>
          <Headers of={of} />
          {of.bytes > SHOWN_MAX && <p className={styles.soft}>{texts.shownEnd}</p>}
          <pre className={styles.code} role="region" aria-label={texts.answer} tabIndex={0}>
            {of.bytes > 0 ? shownText(of) : texts.noBody}
          </pre>
        </>
      )}
    </div>
  );
};
