import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { Link } from 'wouter';

import { hear } from '../../api/live.ts';
import type { LivePromo } from '../../api/types.ts';
import { classes } from '../../kit/classes.ts';
import { distance, timesIn } from '../../kit/format.ts';
import { Icon } from '../../kit/Icon.tsx';
import { Loaded } from '../../kit/status/Status.tsx';
import { Thumb } from '../../kit/Thumb.tsx';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useNow } from '../../kit/useNow.ts';
import { useOffer, useProduct } from '../data/queries.ts';
import { Countdown } from '../near/Countdown.tsx';
import { Price } from '../near/Price.tsx';
import { Stock } from '../near/Stock.tsx';
import { useTexts } from '../texts/index.ts';
import { PromoActions } from './PromoActions.tsx';
import styles from './PromoPage.module.css';
import { useSegments } from './useSegments.ts';

const PlaceMap = lazy(() => import('../../kit/map/PlaceMap.tsx'));

const Hero = ({ of }: { of: LivePromo }): ReactNode => {
  const { back } = useTexts();
  return (
    <div className={classes(styles.hero, of.image ? styles.pictured : undefined)}>
      <Thumb product={of.product} name={of.product_name} image={of.image} />
      <Link href="/" className={styles.back} aria-label={back}>
        <Icon name="back" />
      </Link>
    </div>
  );
};

const Facts = ({ of }: { of: LivePromo }): ReactNode => {
  const { promo } = useTexts();
  const open = Date.parse(of.opens_at) <= useNow();
  return (
    <div className={styles.facts}>
      <p className={styles.fact}>
        <span className={styles.factname}>{open ? promo.closesIn : promo.opensIn}</span>
        <span className={styles.factvalue}>
          <Countdown until={open ? of.closes_at : of.opens_at}>{(left) => left}</Countdown>
        </span>
      </p>
      <p className={styles.fact}>
        <span className={styles.factname}>{promo.available}</span>
        <span className={styles.factvalue}>
          <Stock of={of} bar />
        </span>
      </p>
    </div>
  );
};

const Conditions = ({ of }: { of: LivePromo }): ReactNode => {
  const { promo } = useTexts();
  const language = useLanguage();
  const now = useNow(60_000);
  const segments = useSegments(of);
  return (
    <ul className={styles.conditions}>
      <li>
        <Icon name="clock" size={20} />
        {timesIn(of.time_zone, of.opens_at, of.closes_at, now, language)}
      </li>
      <li>
        <Icon name="pin" size={20} />
        {promo.around(distance(of.radius_m, language))}
      </li>
      <li>
        <Icon name="people" size={20} />
        {segments ? promo.only(segments) : promo.everyone}
      </li>
      <li>
        <Icon name="ticket" size={20} />
        {promo.perPerson(of.max_per_user)}
      </li>
    </ul>
  );
};

const Where = ({ of }: { of: LivePromo }): ReactNode => {
  const { promo } = useTexts();
  const { latitude, longitude } = of;
  return (
    <section>
      <h2 className={styles.heading}>{promo.onMap}</h2>
      {of.address && <p className={styles.address}>{of.address}</p>}
      <div className={styles.map}>
        <Suspense>
          <PlaceMap label={of.store_name} center={{ latitude, longitude }} place={of} radiusM={of.radius_m} />
        </Suspense>
      </div>
    </section>
  );
};

const Offer = ({ of }: { of: LivePromo }): ReactNode => {
  const { promo } = useTexts();
  const description = useProduct(of.product).data?.description;
  return (
    <>
      <Hero of={of} />
      <div className={styles.head}>
        <h1 className={styles.title}>{of.product_name}</h1>
        <p className={styles.store}>
          {promo.at} {of.store_name}
        </p>
        <Price of={of} large />
      </div>
      <Facts of={of} />
      <div className={styles.details}>
        {description && <p>{description}</p>}
        <Conditions of={of} />
        <Where of={of} />
      </div>
    </>
  );
};

const PromoPage = ({ id }: { id: number }): ReactNode => {
  const query = useOffer(id);
  useEffect(() => hear({ promos: [id] }), [id]);
  return (
    <div className={styles.page}>
      <Loaded query={query}>
        {(offer) => (
          <>
            {offer && <Offer of={offer} />}
            <PromoActions promo={id} offer={offer} />
          </>
        )}
      </Loaded>
    </div>
  );
};

export default PromoPage;
