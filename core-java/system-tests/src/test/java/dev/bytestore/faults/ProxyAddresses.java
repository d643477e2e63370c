package dev.bytestore.faults;

import com.datastax.oss.driver.api.core.addresstranslation.AddressTranslator;
import com.datastax.oss.driver.api.core.context.DriverContext;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes the driver connect to the proxies of the nodes. The driver creates it by its name. */
public final class ProxyAddresses implements AddressTranslator {

  private static final Map<InetSocketAddress, InetSocketAddress> PROXIES =
      new ConcurrentHashMap<>();

  /** Called by the driver. */
  public ProxyAddresses(DriverContext context) {}

  static void add(InetSocketAddress node, Proxy proxy) {
    PROXIES.put(node, proxy.address());
  }

  @Override
  public InetSocketAddress translate(InetSocketAddress address) {
    return PROXIES.getOrDefault(address, address);
  }

  @Override
  public void close() {}
}
