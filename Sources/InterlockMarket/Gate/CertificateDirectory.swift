public import InterlockCrypto
public import InterlockIdentity
internal import Synchronization

/// The certificates that messages may name by thumbprint.
///
/// Holding a certificate says nothing of it: the gate verifies it at each message's time.
public final class CertificateDirectory: Sendable {
    private let certificates = Mutex<[Digest: Certificate]>([:])

    /// Makes a directory.
    public init(_ certificates: [Certificate] = []) { self.add(certificates) }

    /// Adds certificates; one that is there already stays.
    public func add(_ certificates: [Certificate]) {
        self.certificates.withLock { held in
            for certificate in certificates { held[certificate.thumbprint] = certificate }
        }
    }

    /// The certificate of that SHA-256 thumbprint.
    public subscript(thumbprint: Digest) -> Certificate? { self.certificates.withLock { $0[thumbprint] } }

    /// How many certificates there are.
    public var count: Int { self.certificates.withLock { $0.count } }
}
