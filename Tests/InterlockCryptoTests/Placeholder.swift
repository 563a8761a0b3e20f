import Testing

@testable import InterlockCrypto
