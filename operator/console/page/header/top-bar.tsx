import type { AboutEnvironment } from '../../api/environment';
import { TestSignup } from '../local/test-signup';
import { type useZone, zoneName } from '../state/zone';

/** Which environment this is, above everything, because actions in a live one are real. */
export function TopBar(props: { about: AboutEnvironment; zone: ReturnType<typeof useZone> }) {
  const { about } = props;
  const [zone, setZone] = props.zone;
  return (
    <header class="top-bar">
      <h1>
        <a href="#/">masivo-bridge</a>
      </h1>
      <span class={`environment ${about.live ? 'live' : ''}`} title={`You act as ${about.who}`}>
        {about.name}
      </span>
      <span class="masivo-account" title={about.masivo.baseUrl}>
        Masivo account {about.masivo.account}
      </span>
      <label class="times">
        <span>Times</span>
        <select
          value={zone}
          onChange={(event) => setZone(event.currentTarget.value === 'utc' ? 'utc' : 'local')}
        >
          <option value="local">local ({zoneName('local')})</option>
          <option value="utc">UTC</option>
        </select>
      </label>
      {about.local && <TestSignup local={about.local} />}
    </header>
  );
}
