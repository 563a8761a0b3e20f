"""What Python's `cryptography` makes of certificate requests.

    csr_files.py read FILE NAME     checks that we wrote a request by NAME whose signature holds
    csr_files.py write FILE NAME    writes one, and its key beside it
"""
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def read(file, name):
    request = x509.load_pem_x509_csr(Path(file).read_bytes())
    assert request.is_signature_valid
    assert [part.value for part in request.subject.get_attributes_for_oid(NameOID.COMMON_NAME)] == [name], request.subject


def write(file, name):
    key = ec.generate_private_key(ec.SECP384R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    request = x509.CertificateSigningRequestBuilder(subject).sign(key, hashes.SHA384())
    Path(file).write_bytes(request.public_bytes(serialization.Encoding.PEM))


if __name__ == "__main__":
    {"read": read, "write": write}[sys.argv[1]](*sys.argv[2:])
