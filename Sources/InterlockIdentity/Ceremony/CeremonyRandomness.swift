package import InterlockCrypto

/// Where a ceremony's random numbers come from: the system, or what a vector says.
package struct CeremonyRandomness: Sendable {
    /// For polynomials, set ids and the nonces of joint signatures.
    package var source: SecretSharing.Source
    /// For the authority's signatures.
    package var nonce: NonceSource

    /// OpenSSL's generator for private values; for all real ceremonies.
    package static let system = CeremonyRandomness(source: SecretBytes.random, nonce: .random)

    /// Takes sources.
    package init(source: @escaping SecretSharing.Source, nonce: NonceSource) {
        self.source = source
        self.nonce = nonce
    }
}
