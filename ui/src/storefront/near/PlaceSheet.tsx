import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';

import type { Point } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { distance } from '../../kit/format.ts';
import { Icon } from '../../kit/Icon.tsx';
import { SOMEWHERE } from '../../kit/map/somewhere.ts';
import { Segmented } from '../../kit/Segmented.tsx';
import { Sheet } from '../../kit/Sheet.tsx';
import { useLanguage } from '../../kit/useLanguage.ts';
import { useUser } from '../../kit/useSession.ts';
import { choosePlace, chooseRadius, devicePosition, homeOf, RADII_M, useSurroundings } from '../data/place.ts';
import { useTexts } from '../texts/index.ts';
import styles from './PlaceSheet.module.css';

const PlaceMap = lazy(() => import('../../kit/map/PlaceMap.tsx'));

const Radius = (): ReactNode => {
  const { near } = useTexts();
  const language = useLanguage();
  const { radiusM } = useSurroundings();
  return (
    <div className={styles.radius}>
      <p className={styles.radiuslabel}>{near.radius}</p>
      <Segmented
        label={near.radius}
        value={String(radiusM)}
        options={RADII_M.map((metres) => [String(metres), distance(metres, language)])}
        onChange={(value) => chooseRadius(Number(value))}
      />
    </div>
  );
};

const Pick = ({ from, onDone }: { from: Point | undefined; onDone: () => void }): ReactNode => {
  const { place: texts } = useTexts();
  const [point, setPoint] = useState<Point>();
  const use = (): void => {
    if (point) choosePlace({ kind: 'picked', point });
    onDone();
  };
  return (
    <>
      <p className={styles.pick}>{texts.pick}</p>
      <div className={styles.map}>
        <Suspense>
          <PlaceMap label={texts.pick} center={from ?? SOMEWHERE} place={point ?? from} onPlace={setPoint} />
        </Suspense>
      </div>
      {point && (
        <Button look="primary" wide onClick={use}>
          {texts.usePicked}
        </Button>
      )}
    </>
  );
};

/** Around which place offers are shown, and how far. */
export const PlaceSheet = ({ onClose }: { onClose: () => void }): ReactNode => {
  const { place: texts } = useTexts();
  const { center } = useSurroundings();
  const home = homeOf(useUser());
  const locate = useMutation({
    mutationFn: devicePosition,
    onSuccess: (point) => {
      choosePlace({ kind: 'device', point });
      onClose();
    },
  });
  const choose = (kind: 'home' | 'everywhere'): void => {
    choosePlace({ kind });
    onClose();
  };
  return (
    <Sheet title={texts.title} onClose={onClose}>
      <p className={styles.text}>{texts.text}</p>
      <Radius />
      <div className={styles.choices}>
        <Button look="primary" wide busy={locate.isPending} onClick={() => locate.mutate()}>
          <Icon name="target" size={20} />
          {locate.isPending ? texts.deviceBusy : texts.device}
        </Button>
        <div role="alert">{locate.isError && <p className={styles.denied}>{texts.deviceDenied}</p>}</div>
        {home && (
          <Button wide onClick={() => choose('home')}>
            <Icon name="home" size={20} />
            {texts.home}
          </Button>
        )}
        {center && (
          <Button wide onClick={() => choose('everywhere')}>
            {texts.everywhere}
          </Button>
        )}
        <Pick from={center} onDone={onClose} />
      </div>
    </Sheet>
  );
};
