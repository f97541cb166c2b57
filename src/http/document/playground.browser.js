// The bar above Swagger UI: one button signs in as a persona of the demo salon, another makes the salon new.
// It is shown only where the document has these operations, so never in production.
const bar = document.createElement('nav');
const said = document.createElement('output');
const tokens = new Map();

async function post(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.status === 204 ? undefined : response.json();
}

async function tokenOf(persona) {
  if (!tokens.has(persona)) tokens.set(persona, (await post('/dev/token', { persona })).token);
  return tokens.get(persona);
}

/** The persona of the operation that a request is for. */
function personaOf(specification, { url, method }) {
  const { pathname } = new URL(url, location.href);
  const matching = Object.entries(specification.paths)
    .filter(([path]) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname))
    .sort(([a], [b]) => a.split('{').length - b.split('{').length);
  return matching[0]?.[1][method.toLowerCase()]?.['x-persona'];
}

function choose(button, text) {
  for (const other of bar.querySelectorAll('button')) other.setAttribute('aria-pressed', String(other === button));
  said.textContent = text;
}

function addButton(label, title, press) {
  const button = document.createElement('button');
  Object.assign(button, { type: 'button', textContent: label, title });
  button.addEventListener('click', () => {
    press(button).catch((error) => (said.textContent = error.message));
  });
  bar.append(button);
}

/** Swagger UI fails at a sign-out of nobody. */
function signOut(ui) {
  if (ui.authSelectors.authorized().size > 0) ui.authActions.logoutWithPersistOption(['bearer']);
}

function build(ui) {
  const specification = ui.specSelectors.specJson().toJS();
  const personas = specification.components?.schemas?.Persona?.enum;
  if (specification.paths?.['/dev/token'] === undefined || personas === undefined) return;
  bar.id = 'playground';
  bar.append('Sign in as ');
  addButton("the example's persona", 'Each request is signed for the persona of its example', async (button) => {
    signOut(ui);
    globalThis.signRequest = async (request) => {
      const persona = personaOf(specification, request);
      if (personas.includes(persona)) request.headers.Authorization = `Bearer ${await tokenOf(persona)}`;
      return request;
    };
    choose(button, 'Signed in by example.');
  });
  for (const persona of personas) {
    addButton(persona, `Sign in as ${persona}`, async (button) => {
      delete globalThis.signRequest;
      ui.preauthorizeApiKey('bearer', await tokenOf(persona));
      choose(button, `Signed in as ${persona}.`);
    });
  }
  addButton('nobody', 'Sign out', async (button) => {
    delete globalThis.signRequest;
    signOut(ui);
    choose(button, 'Signed out.');
  });
  bar.append(' ');
  addButton('Make the demo salon new', 'POST /dev/reset', async () => {
    await post('/dev/reset');
    said.textContent = 'The demo salon is new.';
  });
  bar.append(said);
  document.body.prepend(bar);
}

const waiting = setInterval(() => {
  if (globalThis.ui?.specSelectors.specJson().get('paths') === undefined) return;
  clearInterval(waiting);
  build(globalThis.ui);
}, 50);
