#!/usr/bin/env python3
"""Checks what a Chancery transparency log answers, without trusting the server that answered.

  curl -G https://mfa.example/api/public/proof/verify --data-urlencode link=https://mfa.example/notes/7 > answer.json
  python3 verify.py --key 'mfa.example/proof+…+…' answer.json

  --text FILE             the words must be those of a version the answer shows, or once had
  --since OLD PROOF       a head kept earlier and /api/public/proof/consistency?from=…&to=…: nothing was changed since

Python's standard library alone. README.md beside this file explains every step. Exit: 0 proved, 1 not, 2 usage.
"""
import argparse
import base64
import hashlib
import json
import sys


class NotProved(Exception):
    pass


def demand(condition, otherwise):
    if not condition:
        raise NotProved(otherwise)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


# --- Ed25519 (RFC 8032 section 5.1), checking only: nothing here is secret, so nothing needs constant time.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 * y1 * y2 % P
    return (x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P


def times(n, point):
    result = (0, 1)
    while n:
        if n & 1:
            result = add(result, point)
        point = add(point, point)
        n >>= 1
    return result


def decode_point(data):
    y = int.from_bytes(data, "little")
    odd, y = y >> 255, y & (2**255 - 1)
    demand(y < P, "not a point")
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    demand(x * x % P == square and (x or not odd), "not a point")
    return (x if x & 1 == odd else P - x), y


BASE = decode_point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def signed_by(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    return s < ORDER and times(s, BASE) == add(decode_point(signature[:32]), times(k, decode_point(key)))


# --- the tree (RFC 6962 section 2.1)


def node(left, right):
    return sha256(b"\x01", left, right)


def split(size):
    return 1 << (size - 1).bit_length() - 1


def root_by(leaf, index, size, proof):
    """Section 2.1.1: the root that a leaf's hash and its path lead to."""
    demand(0 <= index < size, "the leaf is outside the tree")
    if size == 1:
        demand(not proof, "the proof is too long")
        return leaf
    demand(proof, "the proof is too short")
    k = split(size)
    if index < k:
        return node(root_by(leaf, index, k, proof[:-1]), proof[-1])
    return node(proof[-1], root_by(leaf, index - k, size - k, proof[:-1]))


def both_roots(old, old_root, new, proof, whole=True):
    """Section 2.1.2: the roots of the smaller and the larger tree, as the proof has them."""
    if old == new:
        demand(len(proof) == (0 if whole else 1), "the proof has the wrong length")
        return (old_root, old_root) if whole else (proof[0], proof[0])
    demand(proof, "the proof is too short")
    k = split(new)
    if old <= k:
        before, after = both_roots(old, old_root, k, proof[:-1], whole)
        return before, node(after, proof[-1])
    before, after = both_roots(old - k, old_root, new - k, proof[:-1], False)
    return node(proof[-1], before), node(proof[-1], after)


def hashes(texts):
    proof = [bytes.fromhex(text) for text in texts]
    demand(all(len(item) == 32 for item in proof), "a hash that is none")
    return proof


def from_base64(text):
    """As RFC 4648 writes it, and in no other way: some characters have bits that decoders pass over (section 3.5)."""
    data = base64.b64decode(text, validate=True)
    demand(base64.b64encode(data).decode() == text, "base64 that nobody writes so")
    return data


# --- what the log says


def read_head(head, key):
    """Checks the signature of a head; gives its size and root."""
    name, number, encoded = key.split("+", 2)
    public = from_base64(encoded)
    demand(len(public) == 33 and public[0] == 1, "the key is not for Ed25519")
    public = public[1:]
    key_id = sha256(name.encode(), b"\n\x01", public)[:4]
    demand(key_id.hex() == number, "the key's id is not its own")
    body, _, signatures = head["checkpoint"].rpartition("\n\n")
    body += "\n"
    ours = [line.rpartition(" ")[2] for line in signatures.split("\n") if line.startswith(f"\u2014 {name} ")]
    ours = [from_base64(signature) for signature in ours]
    ours = [signature[4:] for signature in ours if signature[:4] == key_id]
    demand(ours and signed_by(public, body.encode(), ours[0]), "the head is not signed by this key")
    origin, size, root, time = body.split("\n")[:4]
    demand(origin == name, "the head is another log's")
    root = from_base64(root)
    said = (head["size"], head["root"], f"time {head['at']}")
    demand(said == (int(size), root.hex(), time), "the head is not what its checkpoint says")
    return int(size), root


def check_leaf(leaf, size, root):
    """Checks that a leaf is in the tree, and its openings; gives its facts."""
    demand(leaf["proof"] is not None, "not covered by a signed head yet: ask again in a minute")
    data = leaf["data"].encode()
    demand(root_by(sha256(b"\0", data), leaf["leaf"], size, hashes(leaf["proof"])) == root, "is not in the tree")
    facts = json.loads(data)
    commitments = facts.get("content", [])
    openings = leaf.get("openings", [])
    demand(len(openings) in (0, len(commitments)), "has openings that are not its own")
    for opening, commitment in zip(openings, commitments):
        if opening["bytes"] is not None:
            made = sha256(bytes.fromhex(opening["salt"]), opening["bytes"].encode())
            demand(made.hex() == commitment, "does not say these words")
    return facts


def says(leaf, facts, text):
    """Whether the leaf commits to exactly these words, shown or removed."""
    for opening, commitment in zip(leaf.get("openings", []), facts.get("content", [])):
        if opening["bytes"] is not None:
            if json.loads(opening["bytes"]).get("text", "").split() == text.split():
                return True
            continue
        for language in LANGUAGES:
            words = {"language": language, "warning": "", "text": text}
            written = json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode()
            if sha256(bytes.fromhex(opening["salt"]), written).hex() == commitment:
                return True
    return False


LANGUAGES = ["ar", "en", "es", "fr", "ru", "zh", "und"]  # tried for words whose text was removed; --language adds


def check_since(old, consistency, answer, key, size, root):
    old_size, old_root = read_head(old["head"], old["head"]["key"] if key is None else key)
    demand((consistency["from"], consistency["to"]) == (old_size, size), "the consistency proof is of other heads")
    try:
        before, after = both_roots(old_size, old_root, size, hashes(consistency["proof"]))
        demand(0 < old_size <= size and (before, after) == (old_root, root), "the log was changed since the older head")
    except NotProved:
        for gap in answer.get("gaps", []):
            facts = check_leaf(gap, size, root)
            if facts["kind"] == "gap" and facts["lost"] == old["head"]["checkpoint"]:
                raise NotProved(f"the older head was lost, as leaf {gap['leaf']} of {facts['at']} says itself")
        raise
    print(f"OK   all {old_size} leaves of {old['head']['at']} stand as they stood")


def check(arguments, answer):
    key = arguments.key or answer["head"]["key"]
    if not arguments.key:
        print("NOTE no --key was given: the server's own word is taken for its key")
    size, root = read_head(answer["head"], key)
    print(f"OK   head of {answer['head']['at']}: {size} leaves, signed by {key.split('+')[0]}")
    if arguments.since:
        old, consistency = (json.load(open(path, encoding="utf-8")) for path in arguments.since)
        check_since(old, consistency, answer, arguments.old_key or arguments.key, size, root)
    text = open(arguments.text, encoding="utf-8").read().strip() if arguments.text else None
    found = False
    for post in answer.get("posts", []):
        for leaf in post["leaves"]:
            try:
                facts = check_leaf(leaf, size, root)
                demand(facts["note"] == post["note"], "is another post's")
            except NotProved as problem:
                raise NotProved(f"leaf {leaf['leaf']} {problem}") from None
            found = found or (text is not None and says(leaf, facts, text))
            print(f"OK   leaf {leaf['leaf']}: {facts['kind']} {facts['at']} {facts.get('acct', '')} {facts['note']}")
    for gap in answer.get("gaps", []):
        facts = check_leaf(gap, size, root)
        print(f"GAP  leaf {gap['leaf']}: the log says that it lost a published head, {facts['at']}")
    demand(text is None or found, "none of these posts says these words")
    if "posts" in answer and not answer["posts"]:
        print("NOTE nothing was found. That something is absent, this log cannot prove")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("answer")
    parser.add_argument("--key", help="the log's verifier key, got from somewhere else than the answer")
    parser.add_argument("--old-key", help="the key of the older head, where it was another")
    parser.add_argument("--text", metavar="FILE")
    parser.add_argument("--language", help="of the words in FILE (BCP 47)")
    parser.add_argument("--since", nargs=2, metavar=("OLD", "PROOF"))
    arguments = parser.parse_args()
    if arguments.language:
        LANGUAGES.insert(0, arguments.language)
    try:
        check(arguments, json.load(open(arguments.answer, encoding="utf-8")))
    except NotProved as problem:
        print(f"FAIL {problem}")
        return 1
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, OSError) as problem:
        print(f"FAIL not an answer that can be read: {problem!r}")
        return 1
    print("PROVED")
    return 0


if __name__ == "__main__":
    sys.exit(main())
