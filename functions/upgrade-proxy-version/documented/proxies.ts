import {
  type Documented,
  either,
  flag,
  number,
  plain,
  text,
  used,
  words,
} from '../../../shared/documented.ts';

const node = {
  'id?': text,
  'instance_id?': text,
  'name?': text,
  'status?': plain,
  'weight?': number,
  'availability_zone[]?': { 'code?': plain, 'description?': text },
};

/** The proxies of an instance, without version and total; its sample has numbers where the text says string. */
export const proxies: Documented = {
  service: 'taurusdb',
  route: 'GET /v3/{project_id}/instances/{instance_id}/proxies',
  source: 'OpenAPI text GaussDB/ShowGaussMySqlProxyList and its sample',
  body: {
    'proxy_list[]': {
      proxy: {
        pool_id: used(text),
        name: text,
        status: used(
          words(
            'ACTIVE',
            'FAILED',
            'DELETED',
            'ABNORMAL',
            'ENABLING PROXY',
            'DISABLING PROXY',
            'ADDING PROXY NODE',
            'DELETING READ REPLICAS FROM PROXY',
            'ADDING READ REPLICAS TO PROXY',
            'CHANGING WEIGHTS',
          ),
        ),
        pool_status: words('ACTIVE', 'ABNORMAL', 'FAILED', 'DELETED'),
        'delay_threshold_in_seconds?': number,
        'elb_vip?': text,
        'eip?': text,
        'address?': text,
        'port?': number,
        node_num: number,
        'nodes[]': {
          id: text,
          name: text,
          'role?': plain,
          status: plain,
          'az_code?': plain,
          'frozen_flag?': number,
        },
        'mode?': plain,
        'type?': plain,
        'flavor_ref?': plain,
        'ram?': either(number, plain),
        'vcpus?': either(number, plain),
        'transaction_split?': either(flag, plain),
        'connection_pool_type?': plain,
        'switch_connection_pool_type_enabled?': flag,
        'route_mode?': number,
        'balance_route_mode_enabled?': flag,
        'consistence_mode?': plain,
        'ssl_option?': plain,
        'new_node_auto_add_status?': plain,
        'new_node_weight?': number,
        'subnet_id?': text,
        'created_at?': plain,
        'updated_at?': plain,
      },
      'master_node?': node,
      // One object in the sample.
      'readonly_nodes[]?': node,
      'htap_nodes[]?': node,
    },
  },
};
