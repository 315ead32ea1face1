"""Build a detached CMS signature around a digest. Doors: signed_attributes, signature.

CAdES as PAdES wants it: content type, message digest, the signer's certificate (signing-certificate-v2), no signing time.
"""

import hashlib
from collections.abc import Sequence

from asn1crypto import cms, tsp, x509

SHA256 = {"algorithm": "sha256"}


def signed_attributes(certificate: bytes, digest: bytes, *, content_type: str = "data") -> cms.CMSAttributes:
    """Return the attributes that the key signs (their DER), for content with this SHA-256."""
    named = x509.Certificate.load(certificate)
    issuer = tsp.IssuerSerial(
        {
            "issuer": [x509.GeneralName("directory_name", named.issuer)],
            "serial_number": named.serial_number,
        },
    )
    signer = tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(certificate).digest(), "issuer_serial": issuer})
    return cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": [content_type]}),
            cms.CMSAttribute({"type": "message_digest", "values": [digest]}),
            cms.CMSAttribute(
                {"type": "signing_certificate_v2", "values": [tsp.SigningCertificateV2({"certs": [signer]})]},
            ),
        ],
    )


def signature(
    certificate: bytes,
    chain: Sequence[bytes],
    attributes: cms.CMSAttributes,
    value: bytes,
    content: cms.EncapsulatedContentInfo | None = None,
) -> cms.ContentInfo:
    """Return the CMS around a signature value; ``content`` only for what is not detached."""
    named = x509.Certificate.load(certificate)
    algorithm = "sha256_ecdsa" if named.public_key.algorithm == "ec" else "sha256_rsa"
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                cms.IssuerAndSerialNumber({"issuer": named.issuer, "serial_number": named.serial_number}),
            ),
            "digest_algorithm": SHA256,
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": algorithm},
            "signature": value,
        },
    )
    # the root is the receiver's to have: it would prove nothing here
    above = [one for one in map(x509.Certificate.load, chain) if one.self_signed == "no"]
    data = cms.SignedData(
        {
            "version": "v1" if content is None else "v3",
            "digest_algorithms": [SHA256],
            "encap_content_info": {"content_type": "data"} if content is None else content,
            "certificates": [cms.CertificateChoices("certificate", one) for one in (named, *above)],
            "signer_infos": [signer],
        },
    )
    return cms.ContentInfo({"content_type": "signed_data", "content": data})
