import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, type ReactNode } from 'react';

import { promos } from '../../api/endpoints.ts';
import type { PromoFields, PromoPreview } from '../../api/types.ts';
import { timeIn, timesIn } from '../../kit/format.ts';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useNow } from '../../kit/useNow.ts';
import { useStore } from '../store/StoreGate.tsx';
import { useTexts } from '../texts/index.ts';
import styles from './Editor.module.css';
import { useDebounced } from './useDebounced.ts';

const PlaceMap = lazy(() => import('../../kit/map/PlaceMap.tsx'));

const SHOWN_MAX = 6;
/** The server is asked when typing pauses. */
const REST_MS = 350;

const Reach = ({ of }: { of: PromoPreview }): ReactNode => {
  const { editor } = useTexts();
  const language = useLanguage();
  const count = new Intl.NumberFormat(language).format(of.shoppers_in_reach);
  const more = of.shoppers_in_reach >= of.shoppers_in_reach_max;
  return (
    <div>
      <p className={styles.reach}>{more ? editor.reachMore(count) : editor.reach(of.shoppers_in_reach, count)}</p>
      <p className={styles.hint}>{editor.reachHint}</p>
    </div>
  );
};

const Openings = ({ of }: { of: PromoPreview }): ReactNode => {
  const { editor } = useTexts();
  const language = useLanguage();
  const now = useNow(60_000);
  if (of.openings.length === 0) return <p className={styles.hint}>{editor.noOpenings}</p>;
  return (
    <div>
      <h3 className={styles.label}>{editor.openings}</h3>
      <ul className={styles.openings}>
        {of.openings.slice(0, SHOWN_MAX).map(({ opens_at, closes_at, state }) => (
          <li key={opens_at} className={state === 'skipped' ? styles.skipped : undefined}>
            {state === 'skipped'
              ? timeIn(of.time_zone, opens_at, now, language)
              : timesIn(of.time_zone, opens_at, closes_at, now, language)}
            {state === 'skipped' && <span>{editor.skipped}</span>}
          </li>
        ))}
      </ul>
      <p className={styles.hint}>{editor.inZone(of.time_zone)}</p>
    </div>
  );
};

const Answer = ({ fields }: { fields: PromoFields | undefined }): ReactNode => {
  const { editor } = useTexts();
  const asked = useDebounced(fields, REST_MS);
  const preview = useQuery({
    queryKey: ['preview', asked],
    queryFn: () => promos.preview(asked as PromoFields),
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (!fields) return <p className={styles.hint}>{editor.incomplete}</p>;
  if (preview.isError) return <p className={styles.hint}>{editor.unavailable}</p>;
  if (!preview.data) return null;
  return (
    <>
      <Reach of={preview.data} />
      <Openings of={preview.data} />
    </>
  );
};

interface PreviewProps {
  /** Undefined while something is missing. */
  fields: PromoFields | undefined;
  radiusM: number;
}

/** What comes of a promo that is being edited: who is in reach, and when it opens. */
export const Preview = ({ fields, radiusM }: PreviewProps): ReactNode => {
  const { editor } = useTexts();
  const store = useStore();
  return (
    <aside className={styles.preview} aria-label={editor.preview}>
      <h2 className={styles.legend}>{editor.preview}</h2>
      <div className={styles.map}>
        <Suspense>
          <PlaceMap label={store.name} center={store} place={store} radiusM={radiusM} />
        </Suspense>
      </div>
      <div className={styles.answer} aria-live="polite">
        <Answer fields={fields} />
      </div>
    </aside>
  );
};
