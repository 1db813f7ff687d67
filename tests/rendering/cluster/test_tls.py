"""A cluster behind TLS, with certificates made here: who has one is served, nobody else."""

from __future__ import annotations

import datetime
import json

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.rendering.cluster.machines import TINY, films, machines, render, travelling

DAY = datetime.timedelta(days=1)


def certificates(folder):
    """Write a certificate that signs itself, and return Dask's settings for it as environment variables."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "machines")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - DAY, now + DAY)
    certificate = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(
        key, hashes.SHA256()
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    tls = "DASK_DISTRIBUTED__COMM__TLS__"
    found = {f"{tls}CA_FILE": "certificate.pem", "DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "True"}
    for role in ("SCHEDULER", "WORKER", "CLIENT"):
        found |= {f"{tls}{role}__CERT": "certificate.pem", f"{tls}{role}__KEY": "key.pem"}
    return {name: str(folder / value) if value.endswith(".pem") else value for name, value in found.items()}


@pytest.mark.exhaustive
def test_a_cluster_with_tls_serves_those_who_have_a_certificate(tmp_path):
    variables = certificates(tmp_path)
    scene = travelling(tmp_path / "film")
    assert render("render", scene, *TINY, "--media_dir", "alone", folder=tmp_path).returncode == 0
    with machines(tmp_path / "machines", "one", arguments=("--protocol", "tls"), **variables) as running:
        assert running.address.startswith("tls://")
        on = ("--on", running.address, "--media_dir", "drawn", "--json")
        done = render("render", scene, *TINY, *on, folder=tmp_path, **variables)
        refused = render("render", scene, *TINY, *on, "--force", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)[0]["drawn_by"]
    assert films(tmp_path / "drawn") == films(tmp_path / "alone")
    assert refused.returncode == 2
    assert refused.stderr.startswith(f"error: {running.address} is reached by TLS")
    assert len(refused.stderr.splitlines()) == 1
