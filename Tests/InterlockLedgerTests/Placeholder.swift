import Testing

@testable import InterlockLedger
