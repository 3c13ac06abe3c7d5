import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';

import type { Point, User } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { Icon } from '../../kit/Icon.tsx';
import { SOMEWHERE } from '../../kit/map/somewhere.ts';
import { Sheet } from '../../kit/Sheet.tsx';
import { FormError } from '../../kit/status/FormError.tsx';
import { devicePosition, homeOf } from '../data/place.ts';
import { Panel, Section } from '../shell/Page.tsx';
import { useTexts } from '../texts/index.ts';
import styles from './Me.module.css';
import { useChangeProfile } from './useChangeProfile.ts';

const PlaceMap = lazy(() => import('../../kit/map/PlaceMap.tsx'));

const HomeSheet = ({ home, onClose }: { home: Point | undefined; onClose: () => void }): ReactNode => {
  const { me, place: texts } = useTexts();
  const [point, setPoint] = useState(home);
  const change = useChangeProfile();
  const locate = useMutation({ mutationFn: devicePosition, onSuccess: setPoint });
  const save = (): void => change.mutate({ ...point, time_zone: localZone() }, { onSuccess: onClose });
  return (
    <Sheet title={me.home} onClose={onClose}>
      <div className={styles.end}>
        <p className={styles.soft}>{texts.pick}</p>
        <div className={styles.map}>
          <Suspense>
            <PlaceMap label={me.home} center={point ?? SOMEWHERE} place={point} onPlace={setPoint} />
          </Suspense>
        </div>
        <Button wide busy={locate.isPending} onClick={() => locate.mutate()}>
          <Icon name="target" size={20} />
          {locate.isPending ? texts.deviceBusy : texts.device}
        </Button>
        <div role="alert">{locate.isError && <p className={styles.soft}>{texts.deviceDenied}</p>}</div>
        <FormError error={change.error} />
        <Button look="primary" wide disabled={!point} busy={change.isPending} onClick={save}>
          {me.saveHome}
        </Button>
      </div>
    </Sheet>
  );
};

/** Who sets a home here lives by this device's clock. */
const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export const HomePanel = ({ user }: { user: User }): ReactNode => {
  const { me } = useTexts();
  const home = homeOf(user);
  const [moving, setMoving] = useState(false);
  return (
    <Section heading={me.home}>
      <Panel>
        {home && (
          <div className={styles.map}>
            <Suspense>
              <PlaceMap label={me.home} center={home} place={home} />
            </Suspense>
          </div>
        )}
        <div className={styles.line}>
          <p className={styles.soft}>{home ? me.homeText : me.noHome}</p>
          <Button small look={home ? 'quiet' : 'primary'} onClick={() => setMoving(true)}>
            {home ? me.moveHome : me.setHome}
          </Button>
        </div>
      </Panel>
      {moving && <HomeSheet home={home} onClose={() => setMoving(false)} />}
    </Section>
  );
};
