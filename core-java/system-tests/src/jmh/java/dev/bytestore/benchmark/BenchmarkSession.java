package dev.bytestore.benchmark;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.session.ProgrammaticArguments;
import com.datastax.oss.driver.internal.core.context.DefaultDriverContext;
import com.datastax.oss.driver.internal.core.context.DefaultNettyOptions;
import com.datastax.oss.driver.internal.core.context.InternalDriverContext;
import com.datastax.oss.driver.internal.core.context.NettyOptions;
import com.datastax.oss.driver.internal.core.util.concurrent.BlockingOperation;
import dev.bytestore.testing.CassandraServer;
import dev.bytestore.testing.TestCassandra;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;

/**
 * The session of the benchmarks. With the system property {@value #EPOLL}, it uses netty's native
 * transport, for which the driver has no option.
 */
final class BenchmarkSession {

  static final String EPOLL = "benchmark.epoll";

  private BenchmarkSession() {}

  static CqlSession open() {
    if (!Boolean.getBoolean(EPOLL)) {
      return TestCassandra.session();
    }
    CassandraServer server = TestCassandra.server();
    CqlSessionBuilder builder =
        new EpollSessionBuilder()
            .addContactPoints(server.contactPoints())
            .withLocalDatacenter(server.localDatacenter())
            .withConfigLoader(TestCassandra.patience());
    server.credentials().ifPresent(c -> builder.withAuthCredentials(c.username(), c.password()));
    return builder.build();
  }

  private static final class EpollSessionBuilder extends CqlSessionBuilder {

    @Override
    protected DriverContext buildContext(
        DriverConfigLoader configLoader, ProgrammaticArguments arguments) {
      return new DefaultDriverContext(configLoader, arguments) {
        @Override
        protected NettyOptions buildNettyOptions() {
          return new EpollOptions(this);
        }
      };
    }
  }

  private static final class EpollOptions extends DefaultNettyOptions {

    private final EventLoopGroup group =
        new EpollEventLoopGroup(0, new BlockingOperation.SafeThreadFactory());

    EpollOptions(InternalDriverContext context) {
      super(context);
    }

    @Override
    public EventLoopGroup ioEventLoopGroup() {
      return group;
    }

    @Override
    public Class<? extends Channel> channelClass() {
      return EpollSocketChannel.class;
    }
  }
}
