public import InterlockCrypto
public import InterlockIdentity
internal import Synchronization

/// The certificates that messages may name by thumbprint, and the issuers that implicit ones name.
///
/// Holding a certificate says nothing of it: the gate verifies it at each message's time.
public final class CertificateDirectory: Sendable {
    private struct Holdings {
        var certificates: [Digest: Certificate] = [:]
        var implicit: [Digest: ImplicitCertificate] = [:]
        /// By the first bytes of their thumbprints; the first of two stays.
        var issuers: [[UInt8]: Certificate] = [:]
    }

    private let holdings = Mutex(Holdings())

    /// Makes a directory.
    public init(_ certificates: [Certificate] = [], implicit: [ImplicitCertificate] = []) {
        self.add(certificates)
        self.add(implicit)
    }

    /// Adds certificates; one that is there already stays.
    public func add(_ certificates: [Certificate]) {
        self.holdings.withLock { held in
            for certificate in certificates {
                held.certificates[certificate.thumbprint] = certificate
                guard certificate.isImplicitIssuer else { continue }
                let identifier = certificate.implicitIssuerIdentifier
                held.issuers[identifier] = held.issuers[identifier] ?? certificate
            }
        }
    }

    /// Adds implicit certificates; one that is there already stays.
    public func add(_ certificates: [ImplicitCertificate]) {
        self.holdings.withLock { held in
            for certificate in certificates { held.implicit[certificate.thumbprint] = certificate }
        }
    }

    /// Adds all that another directory holds.
    package func add(_ other: CertificateDirectory) {
        let (certificates, implicit) = other.holdings.withLock {
            (Array($0.certificates.values), Array($0.implicit.values))
        }
        self.add(certificates)
        self.add(implicit)
    }

    /// The certificate of that SHA-256 thumbprint.
    public subscript(thumbprint: Digest) -> Certificate? {
        self.holdings.withLock { $0.certificates[thumbprint] }
    }

    /// The implicit certificate of that SHA-256 thumbprint.
    public func implicitCertificate(_ thumbprint: Digest) -> ImplicitCertificate? {
        self.holdings.withLock { $0.implicit[thumbprint] }
    }

    /// The X.509 certificate of an issuer of implicit ones, by the first 8 bytes of its SHA-256.
    public func implicitIssuer(_ identifier: [UInt8]) -> Certificate? {
        self.holdings.withLock { $0.issuers[identifier] }
    }

    /// How many certificates there are.
    public var count: Int { self.holdings.withLock { $0.certificates.count + $0.implicit.count } }
}
