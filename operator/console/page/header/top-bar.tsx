import type { AboutEnvironment } from '../../api/environment';
import { TestSignup } from '../local/test-signup';

/** Which environment this is, above everything, because actions in prod are real. */
export function TopBar({ about }: { about: AboutEnvironment }) {
  return (
    <header class="top-bar">
      <h1>
        <a href="#/">masivo-bridge</a>
      </h1>
      <span class={`environment ${about.name === 'prod' ? 'prod' : ''}`} title={`You act as ${about.who}`}>
        {about.name}
      </span>
      <span class="masivo-account" title={about.masivo.baseUrl}>
        Masivo account {about.masivo.account}
      </span>
      {about.local && <TestSignup local={about.local} />}
    </header>
  );
}
